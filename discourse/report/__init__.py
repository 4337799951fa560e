"""The notebooks run on a corpus, their figures, and one page made of them."""
