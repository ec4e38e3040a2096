//! Messages in, state out.
