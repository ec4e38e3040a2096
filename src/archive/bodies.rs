//! Where events' bodies are found again: in the plain file they came from, or in a compressed store in memory.

use super::cv::{self, inflated};
use super::portable::Sealed;
use super::store::Store;
use super::{Error, FieldFault, Loc, Unpacked, positioned, unpack};
use crate::event::{Event, Named};
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Below this bit of [`Loc::offset`] is the place, above it the source: 0 is the store, others are files.
const PLACE_BITS: u32 = 48;

/// Files that are kept open; the events of those beyond go to the store. Systems allow a program 256 at least.
const MOST_OPEN: usize = 128;

/// Finds events again. A handle: clones share one store, and it answers while the scan still runs.
#[derive(Clone, Default)]
pub struct Bodies {
    inner: Arc<Inner>,
}

/// Something that events are read from again by position.
#[derive(Clone)]
enum Origin {
    Plain(Arc<File>),
    Sealed(Arc<Sealed>),
}

#[derive(Default)]
struct Inner {
    files: RwLock<Vec<Option<Origin>>>,
    store: Mutex<Store>,
}

impl fmt::Debug for Bodies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bodies").finish_non_exhaustive()
    }
}

impl Bodies {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An event's plain JSON: `cv` fields inflated, packed strings decoded.
    ///
    /// # Errors
    /// The file behind it is gone or shorter than it was, or the sink did not keep this event.
    pub fn get(&self, loc: Loc) -> Result<Vec<u8>, Error> {
        self.examine(loc).map(|(bytes, _)| bytes)
    }

    /// An event, parsed; `None` where what lies there is none.
    ///
    /// # Errors
    /// As [`Bodies::get`].
    pub fn event(&self, loc: Loc) -> Result<Option<Event>, Error> {
        Ok(cv::parse(&self.raw(loc)?).ok())
    }

    /// The node ids that an event names, without reading it; `None` where that can't be told.
    ///
    /// # Errors
    /// As [`Bodies::get`].
    pub fn named(&self, loc: Loc) -> Result<Option<Named>, Error> {
        Ok(cv::named(&self.raw(loc)?))
    }

    /// As [`Bodies::get`], with what was wrong with its compressed fields.
    ///
    /// # Errors
    /// As [`Bodies::get`].
    pub fn examine(&self, loc: Loc) -> Result<(Vec<u8>, Vec<FieldFault>), Error> {
        let bytes = self.raw(loc)?;
        let Unpacked { json, faults } = unpack(&bytes);
        let plain = match json {
            Cow::Borrowed(_) => None,
            Cow::Owned(plain) => Some(plain),
        };
        Ok((plain.unwrap_or(bytes), faults))
    }

    /// An event's JSON as it was recorded: `cv` fields inflated, nothing else changed.
    ///
    /// # Errors
    /// As [`Bodies::get`].
    pub fn recorded(&self, loc: Loc) -> Result<Vec<u8>, Error> {
        let bytes = self.raw(loc)?;
        Ok(match inflated(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(inflated) => inflated,
        })
    }

    /// An event's JSON as it lies in its container, `cv` fields still compressed.
    ///
    /// # Errors
    /// As [`Bodies::get`].
    pub fn raw(&self, loc: Loc) -> Result<Vec<u8>, Error> {
        let gone = |reason: String| Error::Gone { reason };
        let place = loc.offset & ((1 << PLACE_BITS) - 1);
        let len = loc.len as usize;
        let Some(file) = usize::try_from(loc.offset >> PLACE_BITS).unwrap_or(usize::MAX).checked_sub(1) else {
            let found = self.store().get(place, len).map_err(|error| gone(error.to_string()))?;
            return found.ok_or_else(|| gone("it was not kept".to_owned()));
        };
        let files = self.inner.files.read().unwrap_or_else(PoisonError::into_inner);
        let file = files.get(file).cloned().flatten();
        let file = file.ok_or_else(|| gone("its file was cut or replaced since".to_owned()))?;
        drop(files);
        match file {
            Origin::Plain(file) => {
                let mut bytes = vec![0; len];
                positioned::read_at(&file, &mut bytes, place)
                    .map_err(|error| gone(format!("its file changed or went away ({error})")))?;
                Ok(bytes)
            }
            Origin::Sealed(sealed) => sealed.get(place, len).map_err(gone),
        }
    }

    /// Takes in a plain file; its number in a [`Loc`]'s high bits. 0 where too many are open already.
    pub(crate) fn add_file(&self, file: Arc<File>) -> u16 {
        self.add(Origin::Plain(file))
    }

    /// Takes in a sealed archive, as [`Bodies::add_file`] does a file: places are those in its records.
    pub(crate) fn add_sealed(&self, sealed: Arc<Sealed>) -> u16 {
        self.add(Origin::Sealed(sealed))
    }

    fn add(&self, file: Origin) -> u16 {
        let mut files = self.inner.files.write().unwrap_or_else(PoisonError::into_inner);
        if files.iter().flatten().count() >= MOST_OPEN {
            return 0;
        }
        let Ok(number) = u16::try_from(files.len() + 1) else { return 0 };
        files.push(Some(file));
        number
    }

    /// Forgets everything: what was read is void. No later event gets the address of an earlier one.
    pub(crate) fn forget(&self) {
        self.inner.files.write().unwrap_or_else(PoisonError::into_inner).fill(None);
        self.store().forget();
    }

    /// The offset for a place in a file taken in before.
    pub(crate) fn in_file(file: u16, byte: u64) -> u64 {
        u64::from(file) << PLACE_BITS | byte & ((1 << PLACE_BITS) - 1)
    }

    /// The offset at which the next stored event will lie.
    pub(crate) fn next(&self) -> u64 {
        self.store().next()
    }

    /// Stores an event.
    pub(crate) fn push(&self, bytes: &[u8]) -> io::Result<()> {
        self.store().push(bytes)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.inner.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
