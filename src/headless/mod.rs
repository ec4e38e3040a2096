//! One file a verb: text for people, JSON for programs.
