package dev.eventstreams.store.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that create, in the schema {@code public}, a twin of every function, operator and
 * type that the statements of the store name.
 */
final class PlantedNames {

  private static final List<String> TYPES = List.of(
      "int8",
      "int4",
      "int2",
      "text",
      "varchar",
      "jsonb",
      "bytea",
      "bool",
      "numeric",
      "interval",
      "timestamptz",
      "name",
      "int8[]",
      "text[]",
      "jsonb[]");

  /** Leaves a trace that a rollback does not undo. */
  private static final String TRAP = """
      CREATE FUNCTION public.trap(what text) RETURNS bool LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_catalog.nextval('public.ran');
        RAISE EXCEPTION 'planted % has run', what;
      END $$""";

  private PlantedNames() {}

  static List<String> all() {
    List<String> all = new ArrayList<>(List.of(
        "CREATE SEQUENCE public.ran",
        "GRANT ALL ON SEQUENCE public.ran TO PUBLIC",
        TRAP,
        functions(array(SqlTexts.functions())),
        operators(array(SqlTexts.operators())),
        // These match better than the existing ones: numbers are multiplied with intervals as
        // float8.
        function("times", "int8, interval", "interval"),
        "CREATE OPERATOR public.* (LEFTARG = int8, RIGHTARG = interval, FUNCTION = public.times)",
        function("counts", "int8", "int8"),
        "CREATE AGGREGATE public.count(*) (SFUNC = public.counts, STYPE = int8, INITCOND = '0')"));
    TYPES.forEach(type -> addAggregates(all, type));
    SqlTexts.types()
        .forEach(type -> all.add(String.format(
            Locale.ROOT,
            "CREATE DOMAIN public.%1$s AS pg_catalog.%1$s CHECK (public.trap('%1$s'))",
            type)));
    return all;
  }

  private static String functions(String names) {
    return String.format(Locale.ROOT, """
      DO $do$
      DECLARE twin record;
      BEGIN
        FOR twin IN SELECT * FROM pg_proc
          WHERE proname = ANY ('%s'::text[]) AND pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
            AND NOT '"any"'::regtype = ANY (proargtypes) LOOP
          EXECUTE format(
            'CREATE FUNCTION public.%%I(%%s) RETURNS %%s LANGUAGE plpgsql AS $f$ BEGIN PERFORM public.trap(%%L); END $f$',
            twin.proname, pg_get_function_identity_arguments(twin.oid), pg_get_function_result(twin.oid), twin.proname);
        END LOOP;
      END $do$""", names);
  }

  private static String operators(String names) {
    return String.format(Locale.ROOT, """
      DO $do$
      DECLARE twin record;
      BEGIN
        FOR twin IN SELECT * FROM pg_operator
          WHERE oprname = ANY ('%s'::text[]) AND oprnamespace = 'pg_catalog'::regnamespace AND oprkind = 'b' LOOP
          EXECUTE format(
            'CREATE FUNCTION public.%%I(%%s, %%s) RETURNS %%s LANGUAGE plpgsql AS $f$ BEGIN PERFORM public.trap(%%L); END $f$',
            'operator_' || twin.oid, twin.oprleft::regtype, twin.oprright::regtype, twin.oprresult::regtype, twin.oprname);
          EXECUTE format(
            'CREATE OPERATOR public.%%s (LEFTARG = %%s, RIGHTARG = %%s, FUNCTION = public.%%I)',
            twin.oprname, twin.oprleft::regtype, twin.oprright::regtype, 'operator_' || twin.oid);
        END LOOP;
      END $do$""", names);
  }

  private static String array(Collection<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(",", "{", "}"));
  }

  private static String function(String name, String arguments, String result) {
    return String.format(
        Locale.ROOT,
        "CREATE FUNCTION public.%s(%s) RETURNS %s LANGUAGE plpgsql AS $$ BEGIN PERFORM public.trap('%s'); END $$",
        name,
        arguments,
        result,
        name);
  }

  // Aggregates and window functions take any type, or many types.
  private static void addAggregates(List<String> all, String type) {
    all.add(function("step", type + ", " + type, type));
    all.add(function("step", String.format(Locale.ROOT, "%1$s, %1$s, %1$s", type), type));
    for (String name : Set.of("lag", "min", "max", "sum", "count", "array_agg")) {
      all.add(String.format(
          Locale.ROOT,
          "CREATE AGGREGATE public.%s(%s) (SFUNC = public.step, STYPE = %s)",
          name,
          type,
          type));
    }
    all.add(String.format(
        Locale.ROOT,
        "CREATE AGGREGATE public.string_agg(%1$s, %1$s) (SFUNC = public.step, STYPE = %1$s)",
        type));
  }
}
