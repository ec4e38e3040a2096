//! scrubjay: a terminal inspector for portable session replays.
//!
//! # The map
//!
//! Data walks one way:
//!
//! ```text
//! bytes ─ detect ─ codecs ─ Record{window, loc, bytes} ─ envelope::peek ─ timeline::Builder ─ Index (columns) + damage
//! key ─ keymap ─ Command ─ update(&mut State, Msg) -> Vec<Effect> ─ worker: keyframe before t, apply the events up to t
//!       view(&State, &Theme, &mut Frame)  ◄─ Input::Work(Seeked{generation, Arc<Tree>, …}) ◄──────┘
//! ```
//!
//! # Who may use whom
//!
//! `tests/architecture.rs` reads this table and holds it against the imports: a room may use the rooms listed for it,
//! and nothing else of this crate.
//!
//! | room | may use |
//! |---|---|
//! | `text` | |
//! | `clock` | |
//! | `event` | `text` `clock` |
//! | `archive` | `event` `text` `clock` |
//! | `timeline` | `archive` `event` `text` `clock` |
//! | `dom` | `event` `text` `clock` |
//! | `extract` | `timeline` `event` `text` `clock` |
//! | `query` | `extract` `event` `text` `clock` |
//! | `recording` | `query` `extract` `timeline` `dom` `archive` `event` `text` `clock` |
//! | `export` | `recording` `extract` `timeline` `dom` `archive` `event` `text` `clock` |
//! | `error` | `recording` `archive` `clock` `text` |
//! | `cli` | `extract` `clock` `event` `text` |
//! | `headless` | `cli` `error` `export` `recording` `query` `extract` `timeline` `dom` `archive` `event` `text` `clock` |
//! | `tui` | `error` `recording` `query` `extract` `timeline` `dom` `archive` `event` `text` `clock` |
//! | `main` | `cli` `error` `headless` `tui` `text` |
//!
//! `dom`, `page` and `query` do no I/O and read no clock. `ratatui` and `crossterm` appear only in `tui`, `clap` only in
//! `cli` and `main.rs`, `syntect` only in `tui/highlight.rs`, `fuzzy_matcher` only in `query/fuzzy.rs`, `prost` only in
//! `archive/portable`.
//!
//! # Where to add a thing
//!
//! | a thing | touch |
//! |---|---|
//! | container | `archive/x.rs`, one line in `detect.rs`, a sample |
//! | event or plugin kind | `event/x.rs`, one arm in `dom/apply.rs` or one file in `extract/` |
//! | verb | `cli/x.rs`, `headless/x.rs`, `tests/cli/x.rs` |
//! | key or palette command | one row in the command table (help, palette and docs derive from it), one in the key map |
//! | export | `export/x.rs`, one variant in `cli/export.rs`, one arm in `headless/export/mod.rs` |
//! | table or column of an export | one file in `export/table/`, or one line in one of them |
//! | pane | `tui/panes/x.rs`, one variant, one line in `areas.rs` |
//! | theme | one file in `themes/` (a test checks every role) |

pub mod archive;
pub mod cli;
pub mod clock;
pub mod dom;
pub mod error;
pub mod event;
pub mod export;
pub mod extract;
pub mod headless;
pub mod query;
pub mod recording;
pub mod text;
pub mod timeline;
pub mod tui;
