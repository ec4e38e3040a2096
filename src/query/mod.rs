//! The small filter language and the fuzzy matcher.
