-- What grains keep, and the texts by which Orleans reads and writes it (docs/reference/storage.md).
CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey TEXT PRIMARY KEY,
    QueryText TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One row a state. "name" is the name of the state, since the key does not say of which class a grain is.
CREATE TABLE IF NOT EXISTS states (
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    n0 INTEGER NOT NULL,
    n1 INTEGER NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload BLOB,
    PRIMARY KEY (service, name, key, n0, n1)) STRICT, WITHOUT ROWID;
