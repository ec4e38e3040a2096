//! Examples for each verb's help. A test runs them on a shipped recording.

pub(super) const PROGRAM: &str = "\
Examples:
  scrubjay session.json                                 open the screen
  scrubjay console session.json --level error           which errors, and where in the code
  scrubjay events session.json --from '#120' --to '#146'   what led to one of them
  scrubjay dom session.json --at '#145' --select form   what the page looked like then
  scrubjay skill                                        a guide for coding agents

A moment is 12.3s, 1m20s, 00:01:20.5, 80500ms, #1234 (seq), 42%, start, end, -5s (from the end), @EPOCH_MS or RFC 3339.

Environment:
  SCRUBJAY_PAGER, PAGER   the pager for text that is longer than the terminal; none where it is empty
  NO_COLOR                no colour, unless --color always
  SCRUBJAY_THEME          the screen's theme
  XDG_CONFIG_HOME         where scrubjay/themes/*.toml is looked for; ~/.config where it is not set

Exit status: 0 done, 1 the answer is \"no\", 2 wrong usage, 3 the input cannot be read or is no replay, 4 a fault of ours.";

pub(super) const INFO: &str = "\
Examples:
  scrubjay info session.json            who, when, pages, counts, damage
  scrubjay info session.json --size     what the bytes are spent on
  scrubjay info session.json --json     the same as one record";

pub(super) const EVENTS: &str = "\
Examples:
  scrubjay events session.json --kind click,input,network     what the user did, and what was sent
  scrubjay events session.json --from '#120' --to '#146'      what happened between two events
  scrubjay events session.json --grep 'click \"buy now\" or status>=500'
  scrubjay events session.json --json --fields seq,at_ms,label --budget 4kB";

pub(super) const CONSOLE: &str = "\
Examples:
  scrubjay console session.json --level warn+            warnings and graver lines, with their stacks
  scrubjay console session.json --level error --json     each with its page and the action before it
  scrubjay console session.json --grep 'typeerror -stack~vendor'";

pub(super) const NETWORK: &str = "\
Examples:
  scrubjay network session.json --failed         what was refused, or never answered
  scrubjay network session.json --slow 500ms     what took long
  scrubjay network session.json --id 2           one in full";

pub(super) const DOM: &str = "\
Examples:
  scrubjay dom session.json --at '#145' --select '#buy'     an element as it was
  scrubjay dom session.json --at 20s --format text          what a reader of the page read
  scrubjay dom session.json --at end --node 39 --json";

pub(super) const DIFF: &str = "\
Examples:
  scrubjay diff session.json --from '#127' --to '#136'     what changed from one event to another
  scrubjay diff session.json --event 130                   what one event changed
  scrubjay diff session.json --from 8s --to 20s --format unified --grep -script";

pub(super) const NODE: &str = "\
Examples:
  scrubjay node session.json --node 69                       who made it, moved it, removed it, and after what
  scrubjay node session.json --node 69 --grep deed:removed";

pub(super) const WHEN: &str = "\
Examples:
  scrubjay when session.json --text 'coupon expired'     from when to when it could be read
  scrubjay when session.json --select '#buy'             from when to when it was there";

pub(super) const VERIFY: &str = "\
Examples:
  scrubjay verify session.json                            all that the doctor finds
  scrubjay verify session.json --grep severity:error,warning";

pub(super) const LS: &str = "\
Examples:
  scrubjay ls .                                      every recording below this folder
  scrubjay ls . --grep 'errors>0' --sort errors      those with errors, the most first
  scrubjay ls . --json --fields path,id,person,start,duration_ms,errors";
