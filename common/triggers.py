"""Rules the database keeps by itself, as migration operations."""

from collections.abc import Iterable

from django.db.migrations import RunSQL

STATE_HAS_EVENT = """
CREATE FUNCTION common_state_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state = OLD.state THEN RETURN NULL; END IF;
        before := OLD.state;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM common_event e
        WHERE e.machine = TG_ARGV[0] AND e.record_id = NEW.id AND e.source = before
          AND e.target = NEW.state AND e.xact = txid_current()
    ) THEN
        RAISE EXCEPTION '% %: state % -> % without an event', TG_ARGV[0], NEW.id, before, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

# A column with a star is carried as a keyed hash: the database knows only that it is there.
DECIDED_HAS_EVENT = """
CREATE OR REPLACE FUNCTION common_decided_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := '{}';
    now_is jsonb := to_jsonb(NEW);
    col text;
    moment boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN was := to_jsonb(OLD); END IF;
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        col := rtrim(TG_ARGV[i], '*');
        IF TG_OP = 'UPDATE' AND was -> col IS NOT DISTINCT FROM now_is -> col THEN CONTINUE; END IF;
        -- A moment is written in more than one way: with or without its last zeros, in any zone.
        SELECT atttypid = 'timestamptz'::regtype INTO moment
        FROM pg_attribute WHERE attrelid = TG_RELID AND attname = col;
        IF NOT EXISTS (
            SELECT 1 FROM common_event e
            WHERE e.machine = TG_ARGV[0] AND e.record_id = NEW.id AND e.xact = txid_current()
              AND jsonb_exists(e.decided, col)
              AND (TG_ARGV[i] LIKE '%*'
                   OR e.decided ->> col IS NOT DISTINCT FROM now_is ->> col
                   OR CASE WHEN moment
                      THEN (e.decided ->> col)::timestamptz = (now_is ->> col)::timestamptz
                      ELSE false END)
        ) THEN
            RAISE EXCEPTION '% %: % set without an event', TG_ARGV[0], NEW.id, col
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""

REFUSE_CHANGE = """
CREATE FUNCTION common_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

# A mandate is an order given before the recusal; it is carried out all the same.
NOT_BY_RECUSED = """
CREATE FUNCTION common_event_not_by_recused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NOT NULL AND NOT jsonb_exists(NEW.data, 'mandate') AND EXISTS (
        SELECT 1 FROM common_file f JOIN common_recusal r ON r.file_id IN (f.id, f.root_id)
        WHERE f.id = NEW.file_id AND r.user_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'account % is recused from file %', NEW.by_id, NEW.file_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def functions() -> RunSQL:
    """Create the trigger functions the other operations use."""
    return RunSQL(
        STATE_HAS_EVENT + REFUSE_CHANGE,
        "DROP FUNCTION common_state_has_event(); DROP FUNCTION common_refuse_change();",
    )


def append_only(table: str, operations: str = "UPDATE OR DELETE OR TRUNCATE") -> RunSQL:
    """Refuse `operations` on `table` from any client, TRUNCATE included."""
    return RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE {operations} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION common_refuse_change();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


def state_needs_event(table: str, machine: str) -> RunSQL:
    """Demand, at commit, an Event of the same transaction for every change of `state`."""
    return RunSQL(
        f"CREATE CONSTRAINT TRIGGER {table}_state_has_event "
        f"AFTER INSERT OR UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION common_state_has_event('{machine}');",
        f"DROP TRIGGER {table}_state_has_event ON {table};",
    )


def decided_function() -> RunSQL:
    """Create the trigger function that `decided_needs_event` uses."""
    return RunSQL(DECIDED_HAS_EVENT, "DROP FUNCTION common_decided_has_event();")


def decided_needs_event(
    table: str, machine: str, columns: Iterable[str], *, part: str = ""
) -> RunSQL:
    """Demand, at commit, an Event of the same transaction that carries each changed column.

    A column named with a star is carried as a keyed hash; its presence alone is asked for. Columns
    that come later have a trigger of their own, named by `part`: it repeats no earlier list.
    """
    names = ", ".join(f"'{name}'" for name in (machine, *columns))
    trigger = "_".join(filter(None, (table, part, "decided_has_event")))
    return RunSQL(
        f"CREATE CONSTRAINT TRIGGER {trigger} "
        f"AFTER INSERT OR UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION common_decided_has_event({names});",
        f"DROP TRIGGER {trigger} ON {table};",
    )


def recused_write_nothing() -> RunSQL:
    """Refuse an Event of an account that is recused from the family of the file (brief §3)."""
    return RunSQL(
        NOT_BY_RECUSED + "CREATE TRIGGER common_event_not_by_recused BEFORE INSERT ON common_event "
        "FOR EACH ROW EXECUTE FUNCTION common_event_not_by_recused();",
        "DROP TRIGGER common_event_not_by_recused ON common_event; "
        "DROP FUNCTION common_event_not_by_recused();",
    )
