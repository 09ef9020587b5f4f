"""Floor 5: what is read (memos, formalisms, glossary, papers, lessons), as content."""
