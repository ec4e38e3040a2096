//! A table as Parquet: typed columns, every one nullable, compressed with snappy, which every reader has.
//!
//! The crate's own column writer is enough: Arrow would be ten more crates for arrays that are thrown away at once. It
//! writes to what may change threads, which our outputs are not, so that it fills a buffer that is poured out after every
//! row group. Row groups bound the memory.

use super::{Cell, Column, Sort, Table};
use crate::export::{ExportError, Notes, Source};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows and bytes of text of a row group, at most.
const MOST_ROWS: usize = 1 << 17;
const MOST_BYTES: usize = 32 << 20;

/// Writes a table.
///
/// # Errors
/// The recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, table: Table, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let columns = table.columns();
    let spool = Spool::default();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!(env!("CARGO_PKG_NAME"), " version ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let schema = Arc::new(schema(table, &columns).map_err(failed)?);
    let mut file = SerializedFileWriter::new(spool.clone(), schema, Arc::new(properties)).map_err(failed)?;
    let mut group = Group::new(&columns);
    table.rows(source, &mut |cells| {
        group.push(cells);
        if group.is_full() {
            std::mem::replace(&mut group, Group::new(&columns)).write(&mut file).map_err(failed)?;
            spool.pour(out)?;
        }
        Ok(())
    })?;
    if group.rows > 0 {
        group.write(&mut file).map_err(failed)?;
    }
    file.close().map_err(failed)?;
    spool.pour(out)?;
    Ok(Notes::new())
}

fn failed(error: ParquetError) -> ExportError {
    ExportError::Write(io::Error::other(error))
}

fn schema(table: Table, columns: &[Column]) -> Result<Type, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.sort {
            Sort::Int => (Physical::INT64, None),
            Sort::Real => (Physical::DOUBLE, None),
            Sort::Flag => (Physical::BOOLEAN, None),
            Sort::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Sort::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        };
        let field = Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder(table.name()).with_fields(fields).build()
}

/// Rows on their way into a row group, by column.
struct Group {
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

/// A column's values that are there, and for every row whether one is.
struct Values {
    known: Known,
    levels: Vec<i16>,
}

enum Known {
    Int(Vec<i64>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
    Text(Vec<ByteArray>),
}

impl Group {
    fn new(columns: &[Column]) -> Self {
        let values = |column: &Column| {
            let known = match column.sort {
                Sort::Int | Sort::Time => Known::Int(Vec::new()),
                Sort::Real => Known::Real(Vec::new()),
                Sort::Flag => Known::Flag(Vec::new()),
                Sort::Text => Known::Text(Vec::new()),
            };
            Values { known, levels: Vec::new() }
        };
        Self { columns: columns.iter().map(values).collect(), rows: 0, bytes: 0 }
    }

    fn push(&mut self, cells: &[Cell<'_>]) {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            let is_known = match (&mut column.known, cell) {
                (Known::Int(known), Cell::Int(value)) => add(known, *value),
                (Known::Int(known), Cell::Time(value)) => add(known, value.map(|time| time.0)),
                (Known::Real(known), Cell::Real(value)) => add(known, *value),
                (Known::Flag(known), Cell::Flag(value)) => add(known, *value),
                (Known::Text(known), Cell::Text(value)) => {
                    self.bytes += value.as_ref().map_or(0, |text| text.len());
                    add(known, value.as_deref().map(ByteArray::from))
                }
                // The declaration of a column makes its cells: they are of one sort.
                _ => false,
            };
            column.levels.push(i16::from(is_known));
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    fn write(self, file: &mut SerializedFileWriter<Spool>) -> Result<(), ParquetError> {
        let mut group = file.next_row_group()?;
        let mut columns = self.columns.iter();
        while let (Some(mut writer), Some(values)) = (group.next_column()?, columns.next()) {
            values.write(&mut writer)?;
            writer.close()?;
        }
        group.close().map(drop)
    }
}

fn add<T>(known: &mut Vec<T>, value: Option<T>) -> bool {
    let is_known = value.is_some();
    known.extend(value);
    is_known
}

impl Values {
    fn write(&self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(&*self.levels);
        match &self.known {
            Known::Int(known) => writer.typed::<Int64Type>().write_batch(known, levels, None),
            Known::Real(known) => writer.typed::<DoubleType>().write_batch(known, levels, None),
            Known::Flag(known) => writer.typed::<BoolType>().write_batch(known, levels, None),
            Known::Text(known) => writer.typed::<ByteArrayType>().write_batch(known, levels, None),
        }
        .map(drop)
    }
}

/// What is written and not poured out yet.
#[derive(Clone, Default)]
struct Spool(Arc<Mutex<Vec<u8>>>);

impl Spool {
    fn pour(&self, out: &mut dyn Write) -> io::Result<()> {
        let held = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        out.write_all(&held)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
