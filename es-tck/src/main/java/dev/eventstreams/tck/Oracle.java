package dev.eventstreams.tck;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.TagClause;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A second implementation of filters, as simple as possible and independent of the library. */
final class Oracle {

  private Oracle() {}

  static boolean matches(EventFilter filter, StoredEvent event) {
    return filter.clauses().stream().allMatch(clause -> matches(clause, event));
  }

  private static boolean matches(FilterClause clause, StoredEvent event) {
    if (clause instanceof AnyOf any) {
      return any.filters().stream().anyMatch(filter -> matches(filter, event));
    }
    if (clause instanceof EqualsClause equals) {
      return has(event, equals.field(), value -> same(value, equals.value()));
    }
    if (clause instanceof InClause in) {
      return has(
          event, in.field(), value -> in.values().stream().anyMatch(one -> same(value, one)));
    }
    if (clause instanceof LikeClause like) {
      Pattern pattern = regex(like.pattern());
      return has(
          event,
          like.field(),
          value -> value instanceof String text && pattern.matcher(text).matches());
    }
    if (clause instanceof TagClause tag) {
      return event.tags().stream().anyMatch(one -> same(one, tag.tag()));
    }
    RangeClause range = (RangeClause) clause;
    return has(event, range.field(), value -> inside(range, value));
  }

  private static boolean has(StoredEvent event, EventField field, Predicate<Object> test) {
    return value(event, field).filter(test).isPresent();
  }

  private static Optional<Object> value(StoredEvent event, EventField field) {
    return switch (field.fieldName()) {
      case "stream" -> Optional.of(event.streamId());
      case "type" -> Optional.of(event.type());
      case "id" -> Optional.of(event.id());
      case "version" -> Optional.of(event.version());
      case "position" -> Optional.of(event.position());
      case "timestamp" -> Optional.of(event.timestamp());
      default -> {
        Optional<Object> value = Optional.of(event.metadata());
        for (String key : ((EventField.MetadataPath) field).keys()) {
          value = value.map(outer -> outer instanceof Map<?, ?> object ? object.get(key) : null);
        }
        yield value;
      }
    };
  }

  private static boolean same(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return decimal(a).compareTo(decimal(b)) == 0;
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      return a.equals(b);
    }
    return one.getClass() == other.getClass() ? one.equals(other) : bothMaps(one, other);
  }

  private static boolean bothMaps(Object one, Object other) {
    return one instanceof Map<?, ?> a && other instanceof Map<?, ?> b && a.equals(b);
  }

  private static boolean inside(RangeClause range, Object value) {
    if (value instanceof Instant time) {
      return range.operator().accepts(time.compareTo((Instant) range.value()));
    }
    if (value instanceof String text && range.value() instanceof String bound) {
      int order = Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), bound.getBytes(StandardCharsets.UTF_8));
      return range.operator().accepts(order);
    }
    return value instanceof Number number
        && range.value() instanceof Number
        && range.operator().accepts(decimal(number).compareTo(decimal((Number) range.value())));
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(number.doubleValue());
  }

  private static Pattern regex(String like) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (int c : like.codePoints().toArray()) {
      if (!escaped && c == '\\') {
        escaped = true;
        continue;
      }
      String literal = Pattern.quote(Character.toString(c));
      regex.append(escaped ? literal : c == '%' ? ".*" : c == '_' ? "." : literal);
      escaped = false;
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
