//! Bytes to records: containers and codecs. Knows nothing of what rrweb means.
