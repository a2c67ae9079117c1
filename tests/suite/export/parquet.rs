//! Parquet read back by its own library: types, amounts in minor units, gaps.

use application::export::{Format, What};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::{Place, column, exported, told_of_two};

fn rows(place: &Place, name: &str) -> Vec<Row> {
    let file = std::fs::File::open(place.0.join(name)).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(Result::unwrap).collect()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a Field {
    let mut columns = row.get_column_iter();
    columns.find(|(found, _)| *found == name).unwrap().1
}

#[tokio::test]
async fn parquet_holds_what_csv_holds() {
    let (scratch, _ledger) = told_of_two().await;
    for what in What::ALL {
        let (parquet, manifest) = exported(&scratch.pool, Format::Parquet, what).await;
        let (csv, _) = exported(&scratch.pool, Format::Csv, what).await;
        let rows = rows(&parquet, &format!("{what}.parquet"));
        assert_eq!(rows.len() as u64, manifest.files[0].rows);
        let positions = column(&csv, &format!("{what}.csv"), "position");
        let found: Vec<String> = rows
            .iter()
            .map(|row| field(row, "position").to_string())
            .collect();
        assert_eq!(found, positions, "{what}");
    }
}

#[tokio::test]
async fn amounts_are_minor_units_beside_their_currency() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Parquet, What::Claims).await;
    let rows = rows(&place, "claims.parquet");
    let lyon = rows
        .iter()
        .find(|row| *field(row, "partner") == Field::Str("studio-lyon".to_owned()))
        .unwrap();
    assert_eq!(*field(lyon, "declared_minor"), Field::Long(100_001));
    assert_eq!(*field(lyon, "currency"), Field::Str("EUR".to_owned()));
    assert_eq!(*field(lyon, "currency_exponent"), Field::Int(2));
    assert_eq!(*field(lyon, "approved_minor"), Field::Null);
    assert_eq!(
        *field(lyon, "title"),
        Field::Str(super::nasty::TITLE.to_owned())
    );
    let day: chrono::NaiveDate = "2024-03-14".parse().unwrap();
    let days = day
        .signed_duration_since(chrono::NaiveDate::default())
        .num_days();
    assert_eq!(*field(lyon, "executed_on"), Field::Date(days as i32));
    let opened = tests::stage::noon().timestamp_micros();
    assert_eq!(*field(lyon, "opened_at"), Field::TimestampMicros(opened));
}
