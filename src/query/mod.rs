//! The small filter language and the fuzzy matcher.

pub mod fuzzy;
