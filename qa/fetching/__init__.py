"""Articles from the web: pages, PDF files and feeds, saved into the corpus as files like any other."""
