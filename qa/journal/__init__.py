"""What is kept of the talk about a folder of articles: conversations, marks and saved questions."""
