//! Command-line types, one file a verb. No behaviour.
