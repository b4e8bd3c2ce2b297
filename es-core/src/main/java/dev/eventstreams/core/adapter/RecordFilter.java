package dev.eventstreams.core.adapter;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.TagClause;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Translates a filter to a predicate. The predicate defines the meaning of the filter; the
 * translation of every backend must agree with it (F1–F4).
 *
 * <p>The predicates are safe for use by many threads and never throw for an event.
 */
public final class RecordFilter {

  private static final System.Logger LOG = System.getLogger(RecordFilter.class.getName());

  private RecordFilter() {}

  /** Returns the predicate that accepts the records which match the filter. */
  public static Predicate<EventRecord> of(EventFilter filter) {
    if (filter.clauses().isEmpty()) {
      return record -> true;
    }
    Predicate<Fields> matches = all(filter);
    return record -> matches.test(new Fields(record));
  }

  private static Predicate<Fields> all(EventFilter filter) {
    List<Predicate<Fields>> clauses =
        filter.clauses().stream().map(RecordFilter::clause).toList();
    return fields -> clauses.stream().allMatch(clause -> clause.test(fields));
  }

  private static Predicate<Fields> clause(FilterClause clause) {
    if (clause instanceof EqualsClause equals) {
      Object wanted = kept(equals.value());
      return fields -> wanted.equals(fields.value(equals.field()));
    }
    if (clause instanceof InClause in) {
      Set<Object> wanted = new HashSet<>();
      in.values().forEach(value -> wanted.add(kept(value)));
      return fields -> {
        Object value = fields.value(in.field());
        return value != null && wanted.contains(value);
      };
    }
    if (clause instanceof LikeClause like) {
      LikePattern pattern = new LikePattern(like.pattern());
      return fields -> fields.value(like.field()) instanceof String text && pattern.matches(text);
    }
    if (clause instanceof RangeClause range) {
      if (range.value() instanceof String bound) {
        return fields -> fields.value(range.field()) instanceof String text
            && range.operator().accepts(CodePoints.compare(text, bound));
      }
      Number bound = (Number) kept(range.value());
      return fields -> fields.value(range.field()) instanceof Number number
          && range.operator().accepts(compare(number, bound));
    }
    if (clause instanceof TagClause tag) {
      return fields -> fields.record.tags().contains(tag.tag());
    }
    if (clause instanceof AnyOf any) {
      List<Predicate<Fields>> filters =
          any.filters().stream().map(RecordFilter::all).toList();
      return fields -> filters.stream().anyMatch(filter -> filter.test(fields));
    }
    throw new IllegalArgumentException("unknown clause " + clause);
  }

  private static Object kept(Object value) {
    return value instanceof Instant instant ? (Object) Micros.of(instant) : value;
  }

  private static int compare(Number left, Number right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return Double.compare(a, b);
    }
    return exact(left).compareTo(exact(right));
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf(number.longValue());
  }

  /** A record whose metadata is parsed at most once, when a clause needs it. */
  private static final class Fields {

    private final EventRecord record;
    private @Nullable Map<String, @Nullable Object> metadata;

    Fields(EventRecord record) {
      this.record = record;
    }

    @Nullable Object value(EventField field) {
      if (field instanceof EventField.Attribute attribute) {
        return switch (attribute) {
          case STREAM -> record.streamId();
          case TYPE -> record.type();
          case ID -> record.id();
          case VERSION -> record.version();
          case POSITION -> record.position();
          case TIMESTAMP -> record.timestamp();
        };
      }
      return atPath(((EventField.MetadataPath) field).keys());
    }

    // Damaged metadata has no fields: it matches no clause, and it must not fail every filter that
    // needs it. Reading the event reports the damage.
    private Map<String, @Nullable Object> read() {
      try {
        return CanonicalJson.read(record.metadata());
      } catch (IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "cannot read the metadata of position " + record.position() + ", of stream "
                + Names.quote(record.streamId()) + "; no clause matches it: " + e.getMessage());
        return Map.of();
      }
    }

    private @Nullable Object atPath(List<String> keys) {
      Map<String, @Nullable Object> root = metadata;
      if (root == null) {
        root = read();
        metadata = root;
      }
      Object value = root;
      for (String key : keys) {
        if (!(value instanceof Map<?, ?> object)) {
          return null;
        }
        value = object.get(key);
      }
      return value;
    }
  }
}
