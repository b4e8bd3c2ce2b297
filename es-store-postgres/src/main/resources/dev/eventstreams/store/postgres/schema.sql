-- Version 1 of the schema. A change gets the next version, and a step that upgrades the one before it.

-- Facts about the store itself: the schema's version, and values that are settled once for all processes.
CREATE TABLE {schema}.store (
  name  text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

-- Names are kept once; events refer to them by number. Numbers are given under the lock that appends take.
CREATE TABLE {schema}.streams (
  key bigint PRIMARY KEY,
  id  text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE {schema}.types (
  key  integer PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

-- Positions are 1, 2, 3… without gaps, and so are the versions of each stream.
CREATE TABLE {schema}.events (
  position    bigint PRIMARY KEY,
  stream      bigint NOT NULL,
  version     bigint NOT NULL,
  "timestamp" bigint NOT NULL, -- microseconds since 1970-01-01T00:00Z
  type        integer NOT NULL,
  format      integer NOT NULL, -- how the data is to be understood; 0 is plain
  keyed       boolean NOT NULL, -- whether the id is an idempotency key
  id          text COLLATE "C" NOT NULL,
  metadata    text COLLATE "C" NOT NULL, -- canonical JSON of an object
  data        bytea NOT NULL
);

CREATE UNIQUE INDEX events_by_version ON {schema}.events (stream, version);
CREATE UNIQUE INDEX events_by_key ON {schema}.events (stream, id) WHERE keyed;
CREATE INDEX events_by_type ON {schema}.events (type, position);

-- What metadata holds, apart for each run of 2^18 positions: so that a page finds what matches in its own run without going
-- through all that match in the whole store.
CREATE INDEX events_by_metadata ON {schema}.events
  USING gin ((('{"' || (position >> 18)::text || '":' || metadata || '}')::jsonb) jsonb_path_ops)
  WHERE metadata <> '{}';

CREATE TABLE {schema}.snapshots (
  source      text COLLATE "C" NOT NULL,
  projection  text COLLATE "C" NOT NULL,
  version     bigint NOT NULL,
  "timestamp" bigint NOT NULL,
  format      integer NOT NULL,
  state       bytea NOT NULL,
  PRIMARY KEY (source, projection)
);

-- For people with psql.
CREATE VIEW {schema}.events_readable AS
SELECT
  events.position,
  streams.id AS stream,
  events.version,
  timestamptz 'epoch' + events."timestamp" * interval '1 microsecond' AS "time",
  types.name AS type,
  events.id,
  events.metadata::jsonb AS metadata,
  CASE WHEN events.format = 0 THEN encode(events.data, 'escape') ELSE '\x' || encode(events.data, 'hex') END AS data
FROM {schema}.events
JOIN {schema}.streams ON streams.key = events.stream
JOIN {schema}.types ON types.key = events.type;

INSERT INTO {schema}.store (name, value) VALUES ('schema', '1'::bytea);
