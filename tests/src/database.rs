//! A database for one test alone.

use std::str::FromStr;

use projections::engine::pool_on;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};

/// Names the server on which tests make their databases.
pub const SERVER: &str = "CLAIMS_TEST_SERVER";

/// A database that nobody else uses, migrated; the server goes away after the suite.
#[derive(Clone)]
pub struct Scratch {
    pub pool: PgPool,
    pub options: PgConnectOptions,
    pub url: String,
}

impl Scratch {
    /// Makes an empty database, without tables.
    pub async fn empty() -> Self {
        let server =
            std::env::var(SERVER).expect("run the suite by `tests/run`: it starts a server");
        let name = format!("scratch_{}", uuid::Uuid::now_v7().simple());
        let mut admin = PgConnection::connect(&server)
            .await
            .expect("the test server answers");
        sqlx::query(&format!("create database {name} template template0"))
            .execute(&mut admin)
            .await
            .expect("a database can be made");
        admin.close().await.expect("the connection closes");
        let options = PgConnectOptions::from_str(&server)
            .expect("a url")
            .database(&name);
        let url = server.replacen("/postgres", &format!("/{name}"), 1);
        Self {
            pool: pool_on(options.clone(), 8),
            options,
            url,
        }
    }

    /// Makes a database with the ledger's tables.
    pub async fn migrated() -> Self {
        let scratch = Self::empty().await;
        projections::schema::migrate(&scratch.pool)
            .await
            .expect("migrations apply");
        scratch
    }

    /// Takes the database away from everybody: connections end, and no new one is let in.
    pub async fn take_away(&self) {
        let name = self.name();
        self.administer(&[
            format!("alter database {name} with allow_connections false"),
            format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
            ),
        ])
        .await;
    }

    /// Lets connections in again.
    pub async fn bring_back(&self) {
        let name = self.name();
        self.administer(&[format!("alter database {name} with allow_connections true")])
            .await;
    }

    fn name(&self) -> &str {
        self.options
            .get_database()
            .expect("a scratch database has a name")
    }

    async fn administer(&self, statements: &[String]) {
        let server = std::env::var(SERVER).expect("the suite runs by `tests/run`");
        let mut admin = PgConnection::connect(&server)
            .await
            .expect("the test server answers");
        for statement in statements {
            sqlx::query(statement)
                .execute(&mut admin)
                .await
                .expect("the administrator may");
        }
        admin.close().await.expect("the connection closes");
    }
}
