//! The portable archive: a recording that any tool can read, that proves it is whole, and that opens at once.
//!
//! `samples/FORMAT.md` specifies it, for whoever wants to write a reader or a writer. In short: a standard zstd file of
//! independent frames of about 1 MB, each of whole records; records are NDJSON lines or Protobuf messages that hold the
//! recorded rrweb event as it was; behind them, in a skippable frame, the index with a chained SHA-256 for each chunk;
//! last the seek table of zstd's seekable format. `zstd -dc` gives the records.
//!
//! | file | what it knows |
//! |---|---|
//! | `frame` | skippable frames and the seek table |
//! | `index` | the index frame: sections and the table of chunks |
//! | `writer` | records to chunks to frames |
//! | `sealed` | an archive opened by its index, and its chunks one by one |
//! | `meta` | the first record |
//! | `record` | the other records, written and read |
//! | `proto` | records as Protobuf messages |
//! | `messages` | a stream of such messages, read whatever happened to it |
//! | `written`, `action` | records written by hand, as events |
//! | `order` | sequence numbers: what is missing, doubled, out of place |
//!
//! What the index says about events is not this room's business: sections travel as bytes under a name of four letters.
//! The same records without frames, checks and index, as people write them by hand, are read as well.

mod action;
mod frame;
mod index;
mod messages;
mod meta;
mod order;
mod proto;
mod record;
mod sealed;
mod writer;
mod written;

pub use index::{Encoding, Section};
pub(crate) use messages::{holds_records, starts_stream};
pub use meta::{FORMAT, Form, Meta, Source, VERSION, WindowId};
pub use record::Line;
pub(crate) use record::{SealState, State, is_record};
pub use sealed::Seal;
pub(crate) use sealed::{Opening, Sealed, Whole, open};
pub use writer::{CHUNK, Entered, Packing, Writer, Written};
pub(crate) use written::Unit;
