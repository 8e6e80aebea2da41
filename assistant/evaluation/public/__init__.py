"""Scoring the parts of the pipeline on public sets in a folder: CLAPNQ, SelQA, MTRAG and XQuAD."""
