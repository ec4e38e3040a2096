//! Facts read off events, one kind of row a file.
