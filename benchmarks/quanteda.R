# quanteda: tokens, then counts of each word in each source. Two files: an article a line, its source a line.
library(quanteda)
quanteda_options(threads = 2)
files <- commandArgs(trailingOnly = TRUE)
articles <- readLines(files[1], encoding = "UTF-8")
sources <- readLines(files[2], encoding = "UTF-8")
words <- tokens(articles, remove_punct = TRUE)
counts <- dfm_group(dfm(words), groups = sources)
cat(sprintf('{"tokens": %.0f, "types": %d, "groups": %d}\n', sum(counts), nfeat(counts), ndoc(counts)))
