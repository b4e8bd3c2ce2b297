-- Version 1 of the schema. Each change gets the next version and a step that upgrades from the version before.

-- Facts about the store itself: the schema's version, and values that are set once for all processes.
CREATE TABLE store (
  name  TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Each name is stored once; events refer to it by number.
CREATE TABLE streams (
  key INTEGER PRIMARY KEY,
  id  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE types (
  key  INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Positions are 1, 2, 3… without gaps, and so are the versions of each stream.
CREATE TABLE events (
  position  INTEGER PRIMARY KEY,
  stream    INTEGER NOT NULL REFERENCES streams (key),
  version   INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  type      INTEGER NOT NULL REFERENCES types (key),
  keyed     INTEGER NOT NULL, -- 1 if the id is an idempotency key
  format    INTEGER NOT NULL, -- how the data is to be understood; 0 is plain
  id        TEXT NOT NULL,
  tags      TEXT,             -- in order, separated by tabs; null if the event has none
  metadata  TEXT NOT NULL,    -- canonical JSON of an object
  data      BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_by_version ON events (stream, version);
CREATE UNIQUE INDEX events_by_key ON events (id, stream) WHERE keyed = 1;

-- The positions of the events of each type: up to 200 positions per row, as a JSON array of distances from the first one.
-- An index on events (type) would cost a third of the speed of large appends; this costs 3 %.
CREATE TABLE type_positions (
  type      INTEGER NOT NULL REFERENCES types (key),
  first     INTEGER NOT NULL,
  distances TEXT NOT NULL,
  PRIMARY KEY (type, first)
) STRICT, WITHOUT ROWID;

-- The tags of the events by position. Each block of 128 positions enters when it is complete. Every character of a tag belongs to
-- one token. In a table ordered by tag, each tag of a large append would change another page: appends would take ten times as long.
CREATE VIRTUAL TABLE tag_index USING fts5 (
  tags,
  content = '',
  columnsize = 0,
  detail = none,
  tokenize = "ascii tokenchars ' !""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);

CREATE TABLE snapshots (
  source     TEXT NOT NULL,
  projection TEXT NOT NULL,
  version    INTEGER NOT NULL,
  timestamp  INTEGER NOT NULL,
  format     INTEGER NOT NULL,
  state      BLOB NOT NULL,
  PRIMARY KEY (source, projection)
) STRICT;

-- A view for people who use the sqlite3 shell.
CREATE VIEW events_readable AS
SELECT
  events.position,
  streams.id AS stream,
  events.version,
  strftime('%Y-%m-%dT%H:%M:%S', events.timestamp / 1000000, 'unixepoch')
    || printf('.%06dZ', events.timestamp % 1000000) AS time,
  types.name AS type,
  events.id,
  replace(events.tags, char(9), ', ') AS tags,
  events.metadata,
  iif(events.format = 0, CAST(events.data AS TEXT), events.data) AS data
FROM events
JOIN streams ON streams.key = events.stream
JOIN types ON types.key = events.type;

INSERT INTO store (name, value) VALUES ('schema', 1);
