//! The index: when, what kind, which window, where its bytes are.
