-- What grains keep, and the texts by which Orleans reads and writes it (docs/reference/storage.md).
CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey text COLLATE "C" PRIMARY KEY,
    QueryText text NOT NULL);

-- One row a state. "name" is the name of the state, since the key does not say of which class a grain is. Rows change
-- often and in place, for which a page keeps room.
CREATE TABLE IF NOT EXISTS states (
    service text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    n0 bigint NOT NULL,
    n1 bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    payload bytea,
    PRIMARY KEY (service, name, key, n0, n1)) WITH (fillfactor = 60);

-- The processes that serve the world together, as Orleans keeps account of them; every change raises the version.
CREATE TABLE IF NOT EXISTS clusters (
    cluster text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL);

CREATE TABLE IF NOT EXISTS silos (
    cluster text COLLATE "C" NOT NULL REFERENCES clusters,
    address text COLLATE "C" NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    gateway integer NOT NULL,
    status integer NOT NULL,
    suspicions text,
    started timestamptz NOT NULL,
    alive timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation));
