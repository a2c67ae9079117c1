//! What differs between two versions, as rows and as JSON.

use projections::views::rebuild::{Difference, RowKind};
use serde_json::{Value, json};

use super::ids::{known, known_key};
use crate::output::Rows;

/// Lists what differs, a row for each column.
pub fn rows(differences: &[Difference]) -> Rows {
    let mut rows = Rows::new(&["table", "row", "column", "living", "from the log"]);
    for difference in differences {
        match difference {
            Difference::Column {
                table,
                column,
                change,
                ..
            } => {
                let what = format!("{change:?}").to_lowercase();
                let said = format!("{what}, and not declared");
                rows.push(vec![
                    (*table).to_owned(),
                    String::new(),
                    column.clone(),
                    said,
                    String::new(),
                ]);
            }
            Difference::Row {
                table, key, kind, ..
            } => {
                let key: Vec<String> = known_key(key).values().map(plain).collect();
                let row = |column: &str, living: String, built: String| {
                    let (table, key) = ((*table).to_owned(), key.join(" "));
                    vec![table, key, column.to_owned(), living, built]
                };
                match kind {
                    RowKind::OnlyLiving => {
                        rows.push(row("", "is there".to_owned(), "-".to_owned()))
                    }
                    RowKind::OnlyBuilt => rows.push(row("", "-".to_owned(), "is there".to_owned())),
                    RowKind::Changed(columns) => {
                        for column in columns {
                            let told = |value| plain(&known(&column.column, value));
                            let (living, built) = (told(&column.living), told(&column.built));
                            rows.push(row(&column.column, living, built));
                        }
                    }
                }
            }
            Difference::Name { name, shown, .. } => {
                let what = match shown {
                    Some(_) => "the name shows something else than the living version",
                    None => "the name is gone",
                };
                let (name, what) = (name.clone(), what.to_owned());
                rows.push(vec![
                    name,
                    String::new(),
                    String::new(),
                    what,
                    "-".to_owned(),
                ]);
            }
        }
    }
    rows
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
            "kind": "undeclared_column", "change": format!("{change:?}").to_lowercase(),
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
