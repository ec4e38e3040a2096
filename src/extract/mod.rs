//! Facts read off events, one kind a file: console lines and their stacks, network requests, pages, user actions.
//!
//! Each reads one event's JSON by itself, leniently: what is missing or of another type is absent, and nothing here
//! knows containers, windows' states or the DOM.

mod action;
mod console;
mod curl;
mod lenient;
mod level;
mod network;
mod page;
mod repeats;
mod sentry;
pub mod stack;
mod telemetry;

pub use action::{Action, action, is_action, is_cause};
pub use console::{ConsoleRow, Line, line};
pub use curl::curl;
pub use level::{Level, LevelFilter};
pub use network::{Body, Exchange, NetworkRow, Phases, Request, Sizes, exchange, exchanges, requests};
pub use page::Page;
pub use repeats::{Repeats, fold, imprint, repeats};
pub use telemetry::{host_and_path, is_telemetry};
