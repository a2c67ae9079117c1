//! What differs between two versions, as rows and as JSON.

use projections::views::rebuild::{ColumnDifference, Difference, RowKind};
use serde_json::{Value, json};

use super::ids::{known, known_key};
use crate::output::Rows;

/// Lists what differs, a row for each column.
pub fn rows(differences: &[Difference]) -> Rows {
    let mut rows = Rows::new(&["table", "row", "column", "living", "from the log"]);
    let mut row = |cells: [&str; 5]| rows.push(cells.map(str::to_owned).to_vec());
    for difference in differences {
        match difference {
            Difference::Column {
                table,
                column,
                change,
                ..
            } => {
                let said = format!("{}, and not declared", word(change));
                row([table, "", column, &said, ""]);
            }
            Difference::Row {
                table, key, kind, ..
            } => {
                let key: Vec<String> = known_key(key).values().map(plain).collect();
                let key = key.join(" ");
                match kind {
                    RowKind::OnlyLiving => row([table, &key, "", "is there", "-"]),
                    RowKind::OnlyBuilt => row([table, &key, "", "-", "is there"]),
                    RowKind::Changed(columns) => {
                        for ColumnDifference {
                            column,
                            living,
                            built,
                        } in columns
                        {
                            let told = |value| plain(&known(column, value));
                            row([table, &key, column, &told(living), &told(built)]);
                        }
                    }
                }
            }
            Difference::Name { name, shown, .. } => {
                let what = match shown {
                    Some(_) => "the name shows something else than the live version",
                    None => "the name is gone",
                };
                row([name, "", "", what, "-"]);
            }
        }
    }
    rows
}

fn word(change: impl std::fmt::Debug) -> String {
    format!("{change:?}").to_lowercase()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Writes a difference as JSON.
pub fn of(difference: &Difference) -> Value {
    match difference {
        Difference::Column {
            view,
            table,
            column,
            change,
        } => json!({
            "view": view.as_str(), "table": table, "column": column,
            "kind": "undeclared_column", "change": word(change),
        }),
        Difference::Name { view, name, shown } => json!({
            "view": view.as_str(), "table": name, "kind": "other_name", "shown": shown,
        }),
        Difference::Row {
            view,
            table,
            key,
            kind,
        } => {
            let (kind, columns) = match kind {
                RowKind::OnlyLiving => ("only_living", vec![]),
                RowKind::OnlyBuilt => ("only_built", vec![]),
                RowKind::Changed(columns) => ("changed", columns.clone()),
            };
            let columns: Vec<Value> = columns
                .into_iter()
                .map(|column| {
                    let name = &column.column;
                    json!({
                        "column": name,
                        "living": known(name, &column.living),
                        "built": known(name, &column.built),
                    })
                })
                .collect();
            json!({
                "view": view.as_str(), "table": table, "key": known_key(key), "kind": kind,
                "columns": columns,
            })
        }
    }
}
