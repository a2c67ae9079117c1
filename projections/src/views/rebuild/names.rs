//! The stable names: readers ask them, and they must show the living versions, no more and no less.
//!
//! Somebody who may change the database could put another view there, which leaves rows out, say,
//! and all tables would still hold what the log says. What this program would make is made beside
//! each name, in a transaction that is rolled back, and PostgreSQL's own text of both is compared.

use sqlx::{Executor, PgConnection};

use super::difference::Difference;
use super::{RebuildError, Site};
use crate::views::ViewName;
use crate::views::code::ViewCode;
use crate::views::registry::of_version;

/// Held, so that nobody switches meanwhile. Names of another shape are another program's.
const LIVING: &str = "
select version
from views
where name = $1
and shape = $2
and is_live
for share";

const SHOWN: &str = "
select pg_get_viewdef(to_regclass($1))";

/// Finds the names that do not show the living versions as this program would have them.
pub(super) async fn compare(site: &Site) -> Result<Vec<Difference>, RebuildError> {
    let mut differences = vec![];
    let mut transaction = site.pool.begin().await?;
    for beside in &site.job.views {
        let code = site.codes.of(beside.view);
        differences.extend(of_view(&mut transaction, beside.view, code).await?);
    }
    transaction.rollback().await?;
    Ok(differences)
}

async fn of_view(
    connection: &mut PgConnection,
    view: ViewName,
    code: &ViewCode,
) -> Result<Vec<Difference>, sqlx::Error> {
    let living: Option<i32> = sqlx::query_scalar(LIVING)
        .bind(view.as_str())
        .bind(code.shape)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(version) = living else {
        return Ok(vec![]);
    };
    let mut differences = vec![];
    for (name, statement) in views_of(code) {
        let beside = format!("{name}__as_it_must_be");
        let made = statement.replacen(name, &beside, 1);
        connection
            .execute(of_version(&made, version).as_str())
            .await?;
        let shown = shown(connection, name).await?;
        if shown != self::shown(connection, &beside).await? {
            let name = name.to_owned();
            differences.push(Difference::Name { view, name, shown });
        }
    }
    Ok(differences)
}

/// Gives what a view is made of; none: there is no such view.
async fn shown(connection: &mut PgConnection, name: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(SHOWN)
        .bind(name)
        .fetch_one(connection)
        .await
}

/// Gives the names of a view, each with the statement that makes it.
fn views_of(code: &ViewCode) -> impl Iterator<Item = (&'static str, &'static str)> {
    let statements = code.names.split(';').map(str::trim);
    statements.filter_map(|statement| {
        let name = statement.strip_prefix("create view ")?;
        Some((name.split_whitespace().next()?, statement))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::ViewCodes;

    #[test]
    fn every_name_that_is_made_is_compared() {
        for view in ViewName::ALL {
            let code = ViewCodes::CURRENT.of(view);
            let made = code.names.matches("create view ").count();
            assert!(made > 0);
            assert_eq!(views_of(code).count(), made, "{view}");
        }
    }
}
