-- Version 1 of the schema. A change needs the next version, and a step that upgrades the version before it.
-- Names are qualified as in all statements. This matters most for the view, because other users read it with their own rights.

-- Facts about the store itself: the schema's version, and values that the first process sets for all processes.
CREATE TABLE {schema}.store (
  name  pg_catalog.text COLLATE pg_catalog."C" PRIMARY KEY,
  value pg_catalog.bytea NOT NULL
);

-- Names are stored once, and events refer to them by number. Numbers are assigned under the append lock.
CREATE TABLE {schema}.streams (
  key pg_catalog.int8 PRIMARY KEY,
  id  pg_catalog.text COLLATE pg_catalog."C" NOT NULL UNIQUE
);

CREATE TABLE {schema}.types (
  key  pg_catalog.int4 PRIMARY KEY,
  name pg_catalog.text COLLATE pg_catalog."C" NOT NULL UNIQUE
);

-- Positions are 1, 2, 3… without gaps, and so are the versions of each stream.
CREATE TABLE {schema}.events (
  position    pg_catalog.int8 PRIMARY KEY,
  stream      pg_catalog.int8 NOT NULL,
  version     pg_catalog.int8 NOT NULL,
  "timestamp" pg_catalog.int8 NOT NULL, -- microseconds since 1970-01-01T00:00Z
  type        pg_catalog.int4 NOT NULL,
  format      pg_catalog.int4 NOT NULL, -- the form of the data; 0 is plain
  keyed       pg_catalog.bool NOT NULL, -- whether the id is an idempotency key
  id          pg_catalog.text COLLATE pg_catalog."C" NOT NULL,
  tags        pg_catalog.text COLLATE pg_catalog."C" NOT NULL, -- one a line, in their order; empty if there are none
  metadata    pg_catalog.text COLLATE pg_catalog."C" NOT NULL, -- canonical JSON of an object
  data        pg_catalog.bytea NOT NULL
);

CREATE UNIQUE INDEX events_by_version ON {schema}.events (stream, version);
CREATE UNIQUE INDEX events_by_key ON {schema}.events (stream, id) WHERE keyed;
CREATE INDEX events_by_type ON {schema}.events (type, position);

-- Indexes metadata separately for each run of 2^18 positions, so that a page finds the matches of its own run without reading
-- all matches of the whole store.
CREATE INDEX events_by_metadata ON {schema}.events
  USING gin ((('{"' {||} (position {>>} 18)::pg_catalog.text {||} '":' {||} metadata {||} '}')::pg_catalog.jsonb)
    pg_catalog.jsonb_path_ops)
  WHERE metadata {<>} '{}';

-- Finds the events of a tag in the order of their positions. Tags may share a hash, so the tags of the event decide.
CREATE TABLE {schema}.event_tags (
  hash     pg_catalog.int8, -- the first eight bytes of the tag's SHA-256
  position pg_catalog.int8,
  PRIMARY KEY (hash, position)
);

CREATE TABLE {schema}.snapshots (
  source      pg_catalog.text COLLATE pg_catalog."C" NOT NULL,
  projection  pg_catalog.text COLLATE pg_catalog."C" NOT NULL,
  version     pg_catalog.int8 NOT NULL,
  "timestamp" pg_catalog.int8 NOT NULL,
  format      pg_catalog.int4 NOT NULL,
  state       pg_catalog.bytea NOT NULL,
  PRIMARY KEY (source, projection)
);

-- Shows the events in a readable form, for use with psql.
CREATE VIEW {schema}.events_readable AS
SELECT
  events.position,
  streams.id AS stream,
  events.version,
  'epoch'::pg_catalog.timestamptz {+} (events."timestamp" {*} '1 microsecond'::pg_catalog.interval) AS "time",
  types.name AS type,
  events.id,
  pg_catalog.string_to_array(events.tags, E'\n') AS tags,
  events.metadata::pg_catalog.jsonb AS metadata,
  CASE
    WHEN events.format {=} 0 THEN pg_catalog.encode(events.data, 'escape')
    ELSE '\x' {||} pg_catalog.encode(events.data, 'hex')
  END AS data
FROM {schema}.events
JOIN {schema}.streams ON streams.key {=} events.stream
JOIN {schema}.types ON types.key {=} events.type;

INSERT INTO {schema}.store (name, value) VALUES ('schema', '1'::pg_catalog.bytea);
