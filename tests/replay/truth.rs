//! States of real recordings.
