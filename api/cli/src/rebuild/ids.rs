//! Ids in the rows of views, written as people know them.

use domain::{ClaimId, ContributionId, DocumentId, FundId, LotId, PaymentId};
use serde_json::{Map, Value};

/// Writes what a column holds; a UUID that is one of our ids gets its prefix.
pub fn known(column: &str, value: &Value) -> Value {
    let Some(uuid) = value.as_str().and_then(|text| text.parse().ok()) else {
        return value.clone();
    };
    match column {
        "claim_id" => ClaimId::from_uuid(uuid).to_string(),
        "fund_id" | "rolled_from" => FundId::from_uuid(uuid).to_string(),
        "lot_id" => LotId::from_uuid(uuid).to_string(),
        "document_id" => DocumentId::from_uuid(uuid).to_string(),
        "payment_id" => PaymentId::from_uuid(uuid).to_string(),
        "contribution_id" => ContributionId::from_uuid(uuid).to_string(),
        _ => return value.clone(),
    }
    .into()
}

/// Writes the columns of a key.
pub fn known_key(key: &Map<String, Value>) -> Map<String, Value> {
    let known = |(column, value): (&String, &Value)| (column.clone(), known(column, value));
    key.iter().map(known).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::known;

    #[test]
    fn an_id_is_written_as_people_know_it_and_all_else_as_it_is() {
        let uuid = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        let id = json!("claim_01h455vb4pex5vsknk084sn02q");
        assert_eq!(known("claim_id", &uuid), id);
        assert_eq!(known("leaf", &uuid), uuid);
        assert_eq!(known("fund_id", &json!(null)), json!(null));
        assert_eq!(known("claim_id", &json!("gone")), json!("gone"));
    }
}
