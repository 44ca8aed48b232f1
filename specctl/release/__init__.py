"""What a release is called, and what it says: pure, the same from the same tree."""
