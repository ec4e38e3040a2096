//! What a container tells about the recording it carries.

use crate::clock::Time;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// An archive's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// PostHog's file export, version `2023-04-28`.
    PostHogExport2023,
    /// PostHog's file export, version `2022-12-02`.
    PostHogExport2022,
    /// PostHog's "rrweb" export: a bare array whose events carry `windowId`.
    PostHogArray,
    /// Snapshot API and storage, version 1: lines `{"window_id":…,"data":[…]}`.
    SnapshotJsonlV1,
    /// Snapshot API and storage, version 2: lines `["window",{…}]`.
    SnapshotJsonlV2,
    /// Length-prefixed snappy blocks of version 2 lines (`decompress=false`).
    SnapshotSnappy,
    /// Raw snappy blocks of version 2 lines, back to back (long-term storage).
    SnapshotSnappyRaw,
    /// One padded block out of a staff export.
    StaffBlock,
    /// `$snapshot` payloads as posthog-js sends them.
    PostHogCapture,
    /// `$snapshot_items` messages between capture and ingestion.
    PostHogKafka,
    /// An API answer `{"snapshots":[…]}` of the time of realtime snapshots.
    PostHogRealtime,
    /// An API answer `{"snapshot_data_by_window_id":…}` of 2021 and 2022.
    PostHogByWindow,
    /// Payloads of before 2023 whose events are split into chunks.
    PostHogChunks,
    /// Rows that ClickHouse printed.
    ClickHouse,
    /// A staff export: a zip of storage blocks and ClickHouse rows.
    StaffZip,
    /// A browser's HAR file with the payloads or answers that carry a recording.
    Har,
    /// A long-term storage object, version `2022-12-22`.
    PostHogLts2022,
    /// A JSON array of rrweb events.
    RrwebArray,
    /// An object `{"events":[…]}`.
    RrwebEvents,
    /// One rrweb event a line.
    RrwebNdjson,
    /// Sentry's "Download JSON" and its API's recording segments: rrweb events with breadcrumbs and spans among them, in
    /// one array or in one a segment.
    Sentry,
    /// Events as strings of `@rrweb/packer`, in an array or one a line.
    RrwebPacked,
    /// A portable archive: records under a first one of the type `meta`.
    Portable,
}

impl Container {
    /// The stable name, as `info` prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PostHogExport2023 => "posthog-export/2023-04-28",
            Self::PostHogExport2022 => "posthog-export/2022-12-02",
            Self::PostHogArray => "posthog-rrweb-array",
            Self::SnapshotJsonlV1 => "snapshot-jsonl/v1",
            Self::SnapshotJsonlV2 => "snapshot-jsonl/v2",
            Self::SnapshotSnappy => "snapshot-snappy",
            Self::SnapshotSnappyRaw => "snapshot-snappy-raw",
            Self::StaffBlock => "posthog-staff-block",
            Self::PostHogChunks => "posthog-chunks",
            Self::ClickHouse => "clickhouse-rows",
            Self::StaffZip => "posthog-staff-zip",
            Self::Har => "har",
            Self::PostHogKafka => "posthog-kafka",
            Self::PostHogRealtime => "posthog-realtime",
            Self::PostHogByWindow => "posthog-api/2022",
            Self::PostHogLts2022 => "posthog-lts/2022-12-22",
            Self::PostHogCapture => "posthog-capture",
            Self::RrwebArray => "rrweb-array",
            Self::RrwebEvents => "rrweb-events",
            Self::RrwebNdjson => "rrweb-ndjson",
            Self::Sentry => "sentry-replay",
            Self::RrwebPacked => "rrweb-packed",
            Self::Portable => "portable",
        }
    }

    /// Whether PostHog wrote it: then its rule for duplicates holds.
    #[must_use]
    pub fn is_posthog(self) -> bool {
        let foreign =
            [Self::RrwebArray, Self::RrwebEvents, Self::RrwebNdjson, Self::RrwebPacked, Self::Sentry, Self::Portable];
        !foreign.contains(&self)
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A layer of encoding around a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// gzip (RFC 1952), of any number of members.
    Gzip,
    /// Zstandard, of any number of frames.
    Zstd,
    /// Raw snappy blocks.
    Snappy,
    /// base64, perhaps as a form field.
    Base64,
    /// UTF-16 text.
    Utf16,
    /// LZ4 blocks, each after its size (capture's Kafka messages).
    Lz4,
    /// A zip archive.
    Zip,
    /// Messages, each with its length before it.
    Protobuf,
}

impl Codec {
    /// The stable name, as `info` prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Snappy => "snappy",
            Self::Base64 => "base64",
            Self::Utf16 => "utf-16",
            Self::Lz4 => "lz4",
            Self::Zip => "zip",
            Self::Protobuf => "protobuf",
        }
    }
}

/// Who was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The display name.
    pub name: Option<String>,
    /// The `email` property.
    pub email: Option<String>,
    /// The ids under which the person was seen.
    pub distinct_ids: Vec<String>,
}

/// What PostHog's servers know of a recording: counted by them, not by us.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Metadata {
    /// When it started.
    #[serde(serialize_with = "rfc3339")]
    pub start: Option<Time>,
    /// When it ended.
    #[serde(serialize_with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub end: Option<Time>,
    /// Its length in seconds.
    pub duration_s: Option<f64>,
    /// The part of it in which the user did something, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_s: Option<f64>,
    /// The first page.
    pub start_url: Option<String>,
    /// `web` or `mobile`.
    pub source: Option<String>,
    /// The recording SDK.
    pub library: Option<String>,
    /// What was counted as it came in.
    #[serde(skip_serializing_if = "ServerCounts::is_empty")]
    pub counts: ServerCounts,
    /// The storage objects that its blocks lie in, by name.
    #[serde(skip)]
    pub blocks: Vec<String>,
}

#[allow(clippy::ref_option)] // what serde asks for
fn rfc3339<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(Time::rfc3339).serialize(serializer)
}

/// What PostHog's servers counted. Repeated console lines are counted once there, so these need not be ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerCounts {
    /// Clicks, double clicks, context menus and touches.
    pub clicks: Option<u64>,
    /// Input events.
    pub keypresses: Option<u64>,
    /// Mouse moves, mouse interactions and touch moves.
    pub mouse_activity: Option<u64>,
    /// Console lines below a warning.
    pub console_log: Option<u64>,
    /// Console warnings.
    pub console_warn: Option<u64>,
    /// Console errors.
    pub console_error: Option<u64>,
}

impl ServerCounts {
    #[allow(clippy::trivially_copy_pass_by_ref)] // what serde asks for
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a container tells about its recording. Every text in it is recorded, so hostile.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The shape; of the first input, where there are several.
    pub container: Container,
    /// The layers of compression around it, outermost first.
    pub codecs: Vec<Codec>,
    /// PostHog's session id.
    pub recording_id: Option<String>,
    /// Who was recorded.
    pub person: Option<Person>,
    /// What PostHog's servers know of it, where that came along.
    pub metadata: Option<Metadata>,
    /// The browser, as it calls itself.
    pub user_agent: Option<String>,
    /// The inputs' names, by [`Place::input`](super::Place).
    pub inputs: Vec<String>,
    /// Whether the inputs' events come in containers of several shapes, so that one event may be spelt in two ways.
    pub mixed: bool,
    /// The inputs' size in bytes, as stored; `None` for a stream that has not ended.
    pub input_bytes: Option<u64>,
}

impl Header {
    /// A header that knows its container only.
    #[must_use]
    pub fn new(container: Container) -> Self {
        Self {
            container,
            codecs: Vec::new(),
            recording_id: None,
            person: None,
            metadata: None,
            user_agent: None,
            inputs: Vec::new(),
            mixed: false,
            input_bytes: None,
        }
    }
}
