# The five questions in quanteda: words by source, labels by source and year, lines of a pattern, and keyness
# where quanteda.textstats is there; no intervals. An article a line, its source a line, its year a line; labels.
library(quanteda)
quanteda_options(threads = 2)
files <- commandArgs(trailingOnly = TRUE)
last <- proc.time()[["elapsed"]]
took <- function() {
  before <- last
  last <<- proc.time()[["elapsed"]]
  last - before
}
articles <- readLines(files[1], encoding = "UTF-8")
sources <- readLines(files[2], encoding = "UTF-8")
years <- readLines(files[3], encoding = "UTF-8")
words <- tokens(articles, remove_punct = TRUE)
seconds <- c(read = took())
counts <- dfm_group(dfm(words), groups = sources)
seconds["words"] <- took()
labels <- read.delim(files[4])
patterns <- setNames(strsplit(labels$patterns, ", ", fixed = TRUE), labels$label)
found <- dfm_group(dfm(tokens_lookup(words, dictionary(patterns))), groups = paste(sources, years))
seconds["labels"] <- took()
lines <- kwic(words, "terroris*", window = 8)
seconds["lines"] <- took()
rows <- 0
if (requireNamespace("quanteda.textstats", quietly = TRUE)) {
  largest <- names(sort(table(sources), decreasing = TRUE))[1:25]
  some <- dfm_group(dfm_subset(dfm(words), sources %in% largest), groups = sources[sources %in% largest])
  for (source in largest) {
    rows <- rows + nrow(quanteda.textstats::textstat_keyness(some, target = source, measure = "lr"))
  }
  seconds["keyness"] <- took()
}
told <- c(seconds, rows = sum(counts > 0), cells = length(found), found = nrow(lines), compared = rows)
cat(sprintf("{%s}\n", paste0('"', names(told), '": ', told, collapse = ", ")))
