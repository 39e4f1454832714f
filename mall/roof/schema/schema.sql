-- of migrations cfaa67d46ceaf9fb7c82878a8fa377a192c5ac748e9cb4fb6dd85308b95acc11 de6f07c58e9fd4d9b7a5d42b6d15658a430af977281215d0dfe2df1aa1ff6265
CREATE FUNCTION public._pgh_attach_context() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
                    DECLARE
                        _pgh_context_id UUID;
                        _pgh_context_metadata JSONB;
                    BEGIN
                        BEGIN
                            SELECT INTO _pgh_context_id
                                CURRENT_SETTING('pghistory.context_id');
                            SELECT INTO _pgh_context_metadata
                                CURRENT_SETTING('pghistory.context_metadata');
                            EXCEPTION WHEN OTHERS THEN
                        END;
                        IF _pgh_context_id IS NOT NULL AND _pgh_context_metadata IS NOT NULL THEN
                            INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
                                VALUES (_pgh_context_id, _pgh_context_metadata, NOW(), NOW())
                                ON CONFLICT (id) DO UPDATE
                                    SET metadata = EXCLUDED.metadata,
                                        updated_at = EXCLUDED.updated_at
                                    WHERE pghistory_context.metadata != EXCLUDED.metadata;
                            RETURN _pgh_context_id;
                        ELSE
                            RETURN NULL;
                        END IF;
                    END;
                $$;
CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_00925() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_00b99() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_02c02() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_0ea3d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_178aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_1ecb2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_20cdd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_26a8f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_2ec95() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_3133d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_389fc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_3adc9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_427a6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_432ff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_4712a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_4a981() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_57ab3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_57ee4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_58ef3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_5fb12() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_62098() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_6400e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_6613c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_6bc4e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_6bc94() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_7605a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_859aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_89d97() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_aa409() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_aead5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_b2e7e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_b4175() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_b71b8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_b8eb9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_bd15b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_c95d9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_d8a76() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_e1c41() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_e5d49() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_e7912() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_f25dc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_f41cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_f779c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_rows_fe037() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_045a0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_08aa6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_0a2d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_0ba64() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_0c0a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_17825() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_2c903() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_2ea88() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_32411() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_3eedd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_4301c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_4766d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_50385() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_5b1f5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_6e7cf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_74650() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_7512d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_759e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_83841() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_93489() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_9fbff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_a317b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_aaf38() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_b3419() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_b4587() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_b8a69() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_c0182() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_c62fc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_c6416() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_c7a0b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_c99d8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_cd2e0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_ce227() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_d1829() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_d3304() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_d350a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_db718() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_dfb5f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_e2e8a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_f1812() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_f58fd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_f5f4e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_f6d99() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_append_only_table_fa358() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END;
            $$;
CREATE FUNCTION public.pgtrigger_changed_update_759c6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "merchants_shophistory" ("intro", "kind", "name", "name_en", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "state") VALUES (OLD."intro", OLD."kind", OLD."name", OLD."name_en", NOW(), 'changed', OLD."id", OLD."slug", OLD."state"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_changed_update_9c20f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "catalog_producthistory" ("attributes", "brand", "category_id", "code", "description", "keywords", "name", "name_en", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subtitle", "unit") VALUES (OLD."attributes", OLD."brand", OLD."category_id", OLD."code", OLD."description", OLD."keywords", OLD."name", OLD."name_en", OLD."origin", NOW(), 'changed', OLD."id", OLD."state", OLD."subtitle", OLD."unit"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_changed_update_dc866() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "staff_employeehistory" ("joined_on", "left_on", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "state", "superior_id") VALUES (OLD."joined_on", OLD."left_on", OLD."number", NOW(), 'changed', OLD."id", OLD."position_id", OLD."state", OLD."superior_id"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_deleted_delete_71335() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "merchants_shophistory" ("intro", "kind", "name", "name_en", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "state") VALUES (OLD."intro", OLD."kind", OLD."name", OLD."name_en", NOW(), 'deleted', OLD."id", OLD."slug", OLD."state"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_deleted_delete_cb89c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "catalog_producthistory" ("attributes", "brand", "category_id", "code", "description", "keywords", "name", "name_en", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subtitle", "unit") VALUES (OLD."attributes", OLD."brand", OLD."category_id", OLD."code", OLD."description", OLD."keywords", OLD."name", OLD."name_en", OLD."origin", NOW(), 'deleted', OLD."id", OLD."state", OLD."subtitle", OLD."unit"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_deleted_delete_ed4b7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "staff_employeehistory" ("joined_on", "left_on", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "position_id", "state", "superior_id") VALUES (OLD."joined_on", OLD."left_on", OLD."number", NOW(), 'deleted', OLD."id", OLD."position_id", OLD."state", OLD."superior_id"); RETURN NULL;
                END;
            $$;
CREATE FUNCTION public.pgtrigger_entry_balances_a6a93() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE entries bigint; total numeric;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            SELECT count(*), COALESCE(sum(amount), 0) INTO entries, total
            FROM orders_entry WHERE journal_id = NEW.journal_id;
            IF entries < 2 OR total <> 0 THEN
                RAISE EXCEPTION 'journal % has % entries that sum to %', NEW.journal_id, entries, total
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        
                END;
            $$;
CREATE FUNCTION public.pgtrigger_journal_balances_34bcb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE entries bigint; total numeric;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            SELECT count(*), COALESCE(sum(amount), 0) INTO entries, total
            FROM orders_entry WHERE journal_id = NEW.id;
            IF entries < 2 OR total <> 0 THEN
                RAISE EXCEPTION 'journal % has % entries that sum to %', NEW.id, entries, total
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        
                END;
            $$;
CREATE FUNCTION public.pgtrigger_settled_rows_46f74() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    IF EXISTS (SELECT 1 FROM staff_payrun run WHERE run.id IN (SELECT slip.run_id FROM staff_payslip slip WHERE slip.id IN (NEW.payslip_id, OLD.payslip_id)) AND run.state IN ('approved', 'paid')) THEN RAISE EXCEPTION '% on % is refused: the payslip is settled', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION public.pgtrigger_settled_rows_f3622() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    IF EXISTS (SELECT 1 FROM staff_payrun run WHERE run.id IN (NEW.run_id, OLD.run_id) AND run.state IN ('approved', 'paid')) THEN RAISE EXCEPTION '% on % is refused: the payslip is settled', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF; RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_address (
    id bigint NOT NULL,
    recipient text NOT NULL,
    phone text NOT NULL,
    division character varying(6) NOT NULL,
    street text NOT NULL,
    is_default boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.accounts_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_signin (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    ip inet,
    user_agent character varying(200) NOT NULL,
    method character varying(40) NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.accounts_signin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_signin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    email character varying(254),
    phone text NOT NULL,
    phone_hash character varying(64),
    phone_verified_at timestamp with time zone,
    display_name character varying(40) NOT NULL,
    locale character varying(10) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    locale_is_chosen boolean NOT NULL,
    CONSTRAINT user_has_phone_or_email CHECK (((email IS NOT NULL) OR (phone_hash IS NOT NULL))),
    CONSTRAINT user_phone_with_hash CHECK ((((phone = ''::text) AND (phone_hash IS NULL)) OR ((NOT (phone = ''::text)) AND (phone_hash IS NOT NULL))))
);
CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit_act (
    id bigint NOT NULL,
    verb character varying(80) NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint,
    rule character varying(12) NOT NULL,
    reason text NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    transaction bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);
ALTER TABLE public.audit_act ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_act_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit_look (
    id bigint NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    fields jsonb NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    viewer_id bigint NOT NULL
);
ALTER TABLE public.audit_look ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_look_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit_seal (
    id bigint NOT NULL,
    "table" character varying(20) NOT NULL,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    count integer NOT NULL,
    previous character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT audit_seal_count_check CHECK ((count >= 0))
);
ALTER TABLE public.audit_seal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_seal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_campaign (
    id bigint NOT NULL,
    title character varying(24) NOT NULL,
    title_en character varying(60) NOT NULL,
    words character varying(60) NOT NULL,
    words_en character varying(120) NOT NULL,
    query character varying(60) NOT NULL,
    picture character varying(200) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    "position" smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    category_id bigint,
    created_by_id bigint,
    product_id bigint,
    shop_id bigint,
    CONSTRAINT campaign_ends_after_start CHECK ((ends_at > starts_at)),
    CONSTRAINT campaign_leads_somewhere CHECK ((((category_id IS NOT NULL) AND (product_id IS NULL) AND ((query)::text = ''::text) AND (shop_id IS NULL)) OR ((category_id IS NULL) AND (product_id IS NOT NULL) AND ((query)::text = ''::text) AND (shop_id IS NULL)) OR ((category_id IS NULL) AND (product_id IS NULL) AND ((query)::text = ''::text) AND (shop_id IS NOT NULL)) OR ((category_id IS NULL) AND (product_id IS NULL) AND (shop_id IS NULL) AND (NOT ((query)::text = ''::text))))),
    CONSTRAINT catalog_campaign_height_check CHECK ((height >= 0)),
    CONSTRAINT catalog_campaign_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_campaign_width_check CHECK ((width >= 0))
);
ALTER TABLE public.catalog_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_category (
    id bigint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    "position" smallint NOT NULL,
    parent_id bigint,
    returns character varying(14) NOT NULL,
    CONSTRAINT catalog_category_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.catalog_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_categoryattribute (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    kind character varying(10) NOT NULL,
    choices jsonb NOT NULL,
    unit character varying(10) NOT NULL,
    is_required boolean NOT NULL,
    is_facet boolean NOT NULL,
    "position" smallint NOT NULL,
    category_id bigint NOT NULL,
    CONSTRAINT catalog_categoryattribute_position_check CHECK (("position" >= 0)),
    CONSTRAINT facets_are_chosen_from CHECK (((NOT is_facet) OR ((kind)::text = ANY ((ARRAY['choice'::character varying, 'multi'::character varying])::text[]))))
);
ALTER TABLE public.catalog_categoryattribute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_categoryattribute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_favourite (
    id bigint NOT NULL,
    seen_price bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    product_id bigint,
    shop_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT catalog_favourite_seen_price_check CHECK ((seen_price >= 0)),
    CONSTRAINT favourite_is_one_thing CHECK ((((product_id IS NOT NULL) AND (shop_id IS NULL)) OR ((product_id IS NULL) AND (shop_id IS NOT NULL))))
);
ALTER TABLE public.catalog_favourite ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_favourite_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_importchange (
    id bigint NOT NULL,
    is_new boolean NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    skus jsonb NOT NULL,
    product_id bigint NOT NULL,
    run_id bigint NOT NULL
);
ALTER TABLE public.catalog_importchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_importchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_importrun (
    id bigint NOT NULL,
    file_name character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    rows integer NOT NULL,
    created integer NOT NULL,
    updated integer NOT NULL,
    unchanged integer NOT NULL,
    drafts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    imported_by_id bigint,
    shop_id bigint NOT NULL,
    notes jsonb NOT NULL,
    asked_by_id bigint,
    attempt integer NOT NULL,
    draft_count integer NOT NULL,
    failure character varying(500) NOT NULL,
    file_id bigint,
    heartbeat_at timestamp with time zone,
    imported_at timestamp with time zone,
    note_count integer NOT NULL,
    preview jsonb NOT NULL,
    problem_count integer NOT NULL,
    problems jsonb NOT NULL,
    progress integer NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    stage character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    total integer NOT NULL,
    undo jsonb NOT NULL,
    CONSTRAINT catalog_importrun_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT catalog_importrun_created_check CHECK ((created >= 0)),
    CONSTRAINT catalog_importrun_draft_count_check CHECK ((draft_count >= 0)),
    CONSTRAINT catalog_importrun_note_count_check CHECK ((note_count >= 0)),
    CONSTRAINT catalog_importrun_problem_count_check CHECK ((problem_count >= 0)),
    CONSTRAINT catalog_importrun_progress_check CHECK ((progress >= 0)),
    CONSTRAINT catalog_importrun_rows_check CHECK ((rows >= 0)),
    CONSTRAINT catalog_importrun_total_check CHECK ((total >= 0)),
    CONSTRAINT catalog_importrun_unchanged_check CHECK ((unchanged >= 0)),
    CONSTRAINT catalog_importrun_updated_check CHECK ((updated >= 0))
);
ALTER TABLE public.catalog_importrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_importrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_movement (
    id bigint NOT NULL,
    source character varying(12) NOT NULL,
    target character varying(12) NOT NULL,
    quantity integer NOT NULL,
    reason character varying(200) NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    sku_id bigint NOT NULL,
    CONSTRAINT catalog_movement_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT movement_between_two_places CHECK ((NOT ((source)::text = (target)::text))),
    CONSTRAINT movement_moves_something CHECK ((quantity > 0))
);
ALTER TABLE public.catalog_movement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_movement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_picture (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    alt character varying(120) NOT NULL,
    "position" smallint NOT NULL,
    digest character varying(64) NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_picture_height_check CHECK ((height >= 0)),
    CONSTRAINT catalog_picture_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_picture_width_check CHECK ((width >= 0))
);
ALTER TABLE public.catalog_picture ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_picture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_pricerecord (
    id bigint NOT NULL,
    price bigint NOT NULL,
    list_price bigint,
    at timestamp with time zone NOT NULL,
    changed_by_id bigint,
    sku_id bigint NOT NULL,
    CONSTRAINT catalog_pricerecord_list_price_check CHECK ((list_price >= 0)),
    CONSTRAINT catalog_pricerecord_price_check CHECK ((price >= 0))
);
ALTER TABLE public.catalog_pricerecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_pricerecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_product (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    subtitle character varying(200) NOT NULL,
    brand character varying(60) NOT NULL,
    origin character varying(60) NOT NULL,
    unit character varying(10) NOT NULL,
    keywords character varying(200) NOT NULL,
    attributes jsonb NOT NULL,
    description text NOT NULL,
    state character varying(12) NOT NULL,
    problems jsonb NOT NULL,
    price_from bigint NOT NULL,
    on_sale_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sales_count integer NOT NULL,
    rating_sum integer NOT NULL,
    rating_count integer NOT NULL,
    category_id bigint,
    shop_id bigint NOT NULL,
    search tsvector,
    spec_names jsonb NOT NULL,
    facets text[] NOT NULL,
    in_stock boolean NOT NULL,
    pinyin tsvector,
    returns character varying(14) NOT NULL,
    freight_template_id bigint,
    name_en character varying(120) NOT NULL,
    CONSTRAINT catalog_product_price_from_check CHECK ((price_from >= 0)),
    CONSTRAINT catalog_product_rating_count_check CHECK ((rating_count >= 0)),
    CONSTRAINT catalog_product_rating_sum_check CHECK ((rating_sum >= 0)),
    CONSTRAINT catalog_product_sales_count_check CHECK ((sales_count >= 0)),
    CONSTRAINT catalog_product_version_check CHECK ((version >= 0))
);
ALTER TABLE public.catalog_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_producthistory (
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    pgh_id bigint NOT NULL,
    transaction bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    subtitle character varying(200) NOT NULL,
    brand character varying(60) NOT NULL,
    origin character varying(60) NOT NULL,
    unit character varying(10) NOT NULL,
    keywords character varying(200) NOT NULL,
    attributes jsonb NOT NULL,
    description text NOT NULL,
    state character varying(12) NOT NULL,
    category_id bigint,
    pgh_obj_id bigint NOT NULL,
    name_en character varying(120) NOT NULL
);
ALTER TABLE public.catalog_producthistory ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_producthistory_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_reservation (
    id bigint NOT NULL,
    holder_kind character varying(80) NOT NULL,
    holder_id bigint NOT NULL,
    quantity integer NOT NULL,
    shipped integer NOT NULL,
    state character varying(10) NOT NULL,
    reserved_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    sku_id bigint NOT NULL,
    CONSTRAINT catalog_reservation_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT catalog_reservation_shipped_check CHECK ((shipped >= 0)),
    CONSTRAINT reservation_holds_something CHECK ((quantity > 0)),
    CONSTRAINT ship_no_more_than_reserved CHECK ((shipped <= quantity))
);
ALTER TABLE public.catalog_reservation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_reservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_sku (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    spec jsonb NOT NULL,
    price bigint NOT NULL,
    list_price bigint,
    weight_grams integer NOT NULL,
    fulfilment character varying(10) NOT NULL,
    is_active boolean NOT NULL,
    "position" smallint NOT NULL,
    product_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT catalog_sku_list_price_check CHECK ((list_price >= 0)),
    CONSTRAINT catalog_sku_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_sku_price_check CHECK ((price >= 0)),
    CONSTRAINT catalog_sku_weight_grams_check CHECK ((weight_grams >= 0)),
    CONSTRAINT sku_price_positive CHECK ((price > 0))
);
ALTER TABLE public.catalog_sku ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_sku_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_stock (
    sku_id bigint NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    CONSTRAINT catalog_stock_reserved_check CHECK ((reserved >= 0))
);
CREATE TABLE public.deadlines_clock (
    id bigint NOT NULL,
    rule character varying(12) NOT NULL,
    stage character varying(40) NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    owner_kind character varying(10) NOT NULL,
    owner_id bigint NOT NULL,
    state character varying(10) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    warn_at timestamp with time zone,
    warned_at timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    wake_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    figure jsonb NOT NULL,
    attempts smallint NOT NULL,
    last_error text NOT NULL,
    CONSTRAINT clock_ends_when_not_running CHECK ((((ended_at IS NULL) AND ((state)::text = 'running'::text)) OR ((NOT ((state)::text = 'running'::text)) AND (ended_at IS NOT NULL)))),
    CONSTRAINT deadlines_clock_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.deadlines_clock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deadlines_clock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.idempotency_key (
    id bigint NOT NULL,
    purpose character varying(40) NOT NULL,
    key character varying(64) NOT NULL,
    request_digest character varying(64) NOT NULL,
    result_kind character varying(80) NOT NULL,
    result_id bigint,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL
);
ALTER TABLE public.idempotency_key ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.idempotency_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_agreementsignature (
    id bigint NOT NULL,
    version character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    ip inet,
    at timestamp with time zone NOT NULL,
    signer_id bigint NOT NULL,
    application_id bigint NOT NULL
);
ALTER TABLE public.merchants_agreementsignature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_agreementsignature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_appeal (
    id bigint NOT NULL,
    text text NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    appealed_at timestamp with time zone NOT NULL,
    appealed_by_id bigint NOT NULL,
    sanction_id bigint NOT NULL
);
ALTER TABLE public.merchants_appeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_appeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_application (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    slug character varying(40) NOT NULL,
    name character varying(40) NOT NULL,
    intro character varying(200) NOT NULL,
    categories jsonb NOT NULL,
    legal_name character varying(80) NOT NULL,
    uscc character varying(18) NOT NULL,
    person_name text NOT NULL,
    person_id text NOT NULL,
    person_hash character varying(64) NOT NULL,
    bank character varying(60) NOT NULL,
    holder text NOT NULL,
    account text NOT NULL,
    account_hash character varying(64) NOT NULL,
    account_tail character varying(4) NOT NULL,
    state character varying(12) NOT NULL,
    round smallint NOT NULL,
    remark text NOT NULL,
    deposit bigint,
    deposit_reference character varying(60) NOT NULL,
    deposit_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    decided_at timestamp with time zone,
    applicant_id bigint NOT NULL,
    shop_id bigint,
    CONSTRAINT approved_application_has_shop CHECK (((NOT ((state)::text = 'approved'::text)) OR (shop_id IS NOT NULL))),
    CONSTRAINT merchants_application_deposit_check CHECK ((deposit >= 0)),
    CONSTRAINT merchants_application_round_check CHECK ((round >= 0))
);
ALTER TABLE public.merchants_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_ban (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    shop_id bigint NOT NULL
);
ALTER TABLE public.merchants_ban ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_ban_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_dailyreport (
    id bigint NOT NULL,
    day date NOT NULL,
    orders integer NOT NULL,
    amount bigint NOT NULL,
    shipped integer NOT NULL,
    waiting integer NOT NULL,
    late integer NOT NULL,
    refunds integer NOT NULL,
    complaints integer NOT NULL,
    low_reviews integer NOT NULL,
    cases integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT merchants_dailyreport_amount_check CHECK ((amount >= 0)),
    CONSTRAINT merchants_dailyreport_cases_check CHECK ((cases >= 0)),
    CONSTRAINT merchants_dailyreport_complaints_check CHECK ((complaints >= 0)),
    CONSTRAINT merchants_dailyreport_late_check CHECK ((late >= 0)),
    CONSTRAINT merchants_dailyreport_low_reviews_check CHECK ((low_reviews >= 0)),
    CONSTRAINT merchants_dailyreport_orders_check CHECK ((orders >= 0)),
    CONSTRAINT merchants_dailyreport_refunds_check CHECK ((refunds >= 0)),
    CONSTRAINT merchants_dailyreport_shipped_check CHECK ((shipped >= 0)),
    CONSTRAINT merchants_dailyreport_waiting_check CHECK ((waiting >= 0))
);
ALTER TABLE public.merchants_dailyreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_dailyreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_demand (
    id bigint NOT NULL,
    kind character varying(14) NOT NULL,
    text text NOT NULL,
    checklist jsonb NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    asked_by_id bigint,
    shop_id bigint NOT NULL
);
ALTER TABLE public.merchants_demand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_demand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_document (
    id bigint NOT NULL,
    type character varying(24) NOT NULL,
    number character varying(60) NOT NULL,
    issuer character varying(80) NOT NULL,
    valid_from_on date,
    valid_to_on date,
    state character varying(12) NOT NULL,
    remark character varying(500) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    application_id bigint,
    file_id bigint,
    shop_id bigint,
    CONSTRAINT document_ends_after_it_begins CHECK (((valid_from_on IS NULL) OR (valid_to_on IS NULL) OR (valid_to_on >= valid_from_on))),
    CONSTRAINT document_of_somebody CHECK (((application_id IS NOT NULL) OR (shop_id IS NOT NULL)))
);
ALTER TABLE public.merchants_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_freightrate (
    id bigint NOT NULL,
    divisions character varying(6)[] NOT NULL,
    first_units integer NOT NULL,
    first_fee bigint NOT NULL,
    next_units integer NOT NULL,
    next_fee bigint NOT NULL,
    "position" smallint NOT NULL,
    template_id bigint NOT NULL,
    CONSTRAINT freight_fees_within CHECK ((((first_fee >= 0) AND (first_fee <= 1000000)) AND ((next_fee >= 0) AND (next_fee <= 1000000)))),
    CONSTRAINT freight_units_within CHECK ((((first_units >= 1) AND (first_units <= 1000000)) AND ((next_units >= 1) AND (next_units <= 1000000)))),
    CONSTRAINT merchants_freightrate_first_fee_check CHECK ((first_fee >= 0)),
    CONSTRAINT merchants_freightrate_first_units_check CHECK ((first_units >= 0)),
    CONSTRAINT merchants_freightrate_next_fee_check CHECK ((next_fee >= 0)),
    CONSTRAINT merchants_freightrate_next_units_check CHECK ((next_units >= 0)),
    CONSTRAINT merchants_freightrate_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.merchants_freightrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_freightrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_freighttemplate (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    method character varying(8) NOT NULL,
    free_above bigint,
    is_default boolean NOT NULL,
    not_served character varying(6)[] NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT freight_free_above_positive CHECK (((free_above IS NULL) OR (free_above > 0))),
    CONSTRAINT freight_has_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT merchants_freighttemplate_free_above_check CHECK ((free_above >= 0))
);
ALTER TABLE public.merchants_freighttemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_freighttemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_holiday (
    id bigint NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    words character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    planned_by_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT holiday_ends_after_it_begins CHECK ((until_at > from_at))
);
ALTER TABLE public.merchants_holiday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_holiday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_invitation (
    id bigint NOT NULL,
    role character varying(10) NOT NULL,
    address text NOT NULL,
    address_hash character varying(64) NOT NULL,
    masked character varying(80) NOT NULL,
    token_hash character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    sent smallint NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    accepted_by_id bigint,
    invited_by_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT merchants_invitation_sent_check CHECK ((sent >= 0))
);
ALTER TABLE public.merchants_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_member (
    id bigint NOT NULL,
    role character varying(10) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    shop_id bigint NOT NULL
);
ALTER TABLE public.merchants_member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_requiredpermit (
    id bigint NOT NULL,
    category character varying(60) NOT NULL,
    type character varying(24) NOT NULL
);
ALTER TABLE public.merchants_requiredpermit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_requiredpermit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_sanction (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    clause character varying(12) NOT NULL,
    reason text NOT NULL,
    categories character varying(60)[] NOT NULL,
    daily_orders integer,
    state character varying(8) NOT NULL,
    outcome text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    ended_at timestamp with time zone,
    decided_by_id bigint,
    shop_id bigint NOT NULL,
    violation_id bigint,
    outcome_at timestamp with time zone,
    authority character varying(80) NOT NULL,
    CONSTRAINT merchants_sanction_daily_orders_check CHECK ((daily_orders >= 0)),
    CONSTRAINT sanction_has_a_term CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT volume_has_its_number CHECK (((NOT ((kind)::text = 'volume'::text)) OR (daily_orders IS NOT NULL)))
);
ALTER TABLE public.merchants_sanction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_sanction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_shop (
    id bigint NOT NULL,
    slug character varying(40) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(80) NOT NULL,
    intro character varying(200) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    opened_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    closed_categories character varying(60)[] NOT NULL,
    reverify_at timestamp with time zone,
    verified_at timestamp with time zone,
    daily_orders integer,
    is_suspended_by_sanction boolean NOT NULL,
    supervised_at timestamp with time zone,
    aftersales text NOT NULL,
    notice character varying(200) NOT NULL,
    return_days smallint NOT NULL,
    holiday_words character varying(200) NOT NULL,
    reopens_at timestamp with time zone,
    CONSTRAINT merchants_shop_daily_orders_check CHECK ((daily_orders >= 0)),
    CONSTRAINT merchants_shop_return_days_check CHECK ((return_days >= 0)),
    CONSTRAINT merchants_shop_version_check CHECK ((version >= 0))
);
ALTER TABLE public.merchants_shop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_shop_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_shophistory (
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    pgh_id bigint NOT NULL,
    transaction bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    slug character varying(40) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(80) NOT NULL,
    intro character varying(200) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    pgh_obj_id bigint NOT NULL
);
ALTER TABLE public.merchants_shophistory ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_shophistory_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.merchants_shoprecord (
    shop_id bigint NOT NULL,
    goods integer NOT NULL,
    paid_orders integer NOT NULL,
    late_orders integer NOT NULL,
    rating_sum integer NOT NULL,
    rating_count integer NOT NULL,
    violations integer NOT NULL,
    days smallint NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    complaints integer NOT NULL,
    CONSTRAINT merchants_shoprecord_complaints_check CHECK ((complaints >= 0)),
    CONSTRAINT merchants_shoprecord_days_check CHECK ((days >= 0)),
    CONSTRAINT merchants_shoprecord_goods_check CHECK ((goods >= 0)),
    CONSTRAINT merchants_shoprecord_late_orders_check CHECK ((late_orders >= 0)),
    CONSTRAINT merchants_shoprecord_paid_orders_check CHECK ((paid_orders >= 0)),
    CONSTRAINT merchants_shoprecord_rating_count_check CHECK ((rating_count >= 0)),
    CONSTRAINT merchants_shoprecord_rating_sum_check CHECK ((rating_sum >= 0)),
    CONSTRAINT merchants_shoprecord_violations_check CHECK ((violations >= 0))
);
CREATE TABLE public.merchants_violation (
    id bigint NOT NULL,
    clause character varying(12) NOT NULL,
    facts text NOT NULL,
    state character varying(12) NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint,
    reported_at timestamp with time zone NOT NULL,
    reported_by_id bigint,
    shop_id bigint NOT NULL,
    decided_at timestamp with time zone,
    finding text NOT NULL,
    points smallint NOT NULL,
    stated_at timestamp with time zone,
    statement text NOT NULL,
    type character varying(24) NOT NULL,
    statement_due_at timestamp with time zone,
    CONSTRAINT merchants_violation_points_check CHECK ((points >= 0))
);
ALTER TABLE public.merchants_violation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.merchants_violation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_delivery (
    id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    address text NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    key character varying(160) NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    last_error text NOT NULL,
    person_id bigint,
    CONSTRAINT notifications_delivery_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.notifications_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_notice (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    link character varying(300) NOT NULL,
    rule character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    person_id bigint NOT NULL
);
ALTER TABLE public.notifications_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_account (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    balance bigint NOT NULL,
    shop_id bigint,
    CONSTRAINT only_merchants_accounts_have_a_shop CHECK (((((kind)::text = 'merchant_payable'::text) AND (shop_id IS NOT NULL)) OR ((NOT ((kind)::text = 'merchant_payable'::text)) AND (shop_id IS NULL)))),
    CONSTRAINT only_merchants_balances_are_kept CHECK ((((kind)::text = 'merchant_payable'::text) OR (balance = 0)))
);
ALTER TABLE public.orders_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_cart (
    id bigint NOT NULL,
    token character varying(40),
    updated_at timestamp with time zone NOT NULL,
    user_id bigint,
    CONSTRAINT cart_of_one_owner CHECK ((((user_id IS NOT NULL) OR (token IS NOT NULL)) AND (1 = (
CASE
    WHEN (user_id IS NOT NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (token IS NOT NULL) THEN 1
    ELSE 0
END))))
);
ALTER TABLE public.orders_cart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_cart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_cartline (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    selected boolean NOT NULL,
    saved_for_later boolean NOT NULL,
    seen_price bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    cart_id bigint NOT NULL,
    sku_id bigint NOT NULL,
    CONSTRAINT cart_quantity_sane CHECK (((quantity > 0) AND (quantity <= 999))),
    CONSTRAINT orders_cartline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT orders_cartline_seen_price_check CHECK ((seen_price >= 0))
);
ALTER TABLE public.orders_cartline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_cartline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_commissionrate (
    id bigint NOT NULL,
    basis_points integer NOT NULL,
    category_id bigint,
    shop_id bigint,
    CONSTRAINT orders_commissionrate_basis_points_check CHECK ((basis_points >= 0)),
    CONSTRAINT rate_at_most_everything CHECK ((basis_points <= 10000))
);
ALTER TABLE public.orders_commissionrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_commissionrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_dispatchrow (
    id bigint NOT NULL,
    line integer NOT NULL,
    number character varying(40) NOT NULL,
    carrier character varying(80) NOT NULL,
    tracking_number character varying(80) NOT NULL,
    problem character varying(300) NOT NULL,
    warning character varying(300) NOT NULL,
    failure character varying(300) NOT NULL,
    order_id bigint,
    shipment_id bigint,
    sheet_id bigint NOT NULL,
    CONSTRAINT good_row_has_order CHECK (((NOT ((problem)::text = ''::text)) OR (order_id IS NOT NULL))),
    CONSTRAINT orders_dispatchrow_line_check CHECK ((line >= 0)),
    CONSTRAINT sent_row_has_no_problem CHECK (((shipment_id IS NULL) OR (((failure)::text = ''::text) AND ((problem)::text = ''::text))))
);
ALTER TABLE public.orders_dispatchrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_dispatchrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_dispatchsheet (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    file_name character varying(200) NOT NULL,
    blank integer NOT NULL,
    at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    shop_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    started_by_id bigint,
    CONSTRAINT dispatch_sheet_started_by_somebody CHECK ((((state)::text = 'checked'::text) OR ((started_at IS NOT NULL) AND (started_by_id IS NOT NULL)))),
    CONSTRAINT orders_dispatchsheet_blank_check CHECK ((blank >= 0))
);
ALTER TABLE public.orders_dispatchsheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_dispatchsheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_entry (
    id bigint NOT NULL,
    amount bigint NOT NULL,
    account_id bigint NOT NULL,
    journal_id bigint NOT NULL,
    CONSTRAINT entry_of_something CHECK ((NOT (amount = 0)))
);
ALTER TABLE public.orders_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_eventreview (
    id bigint NOT NULL,
    words character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id bigint NOT NULL,
    reviewed_by_id bigint NOT NULL
);
ALTER TABLE public.orders_eventreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_eventreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_journal (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    kind character varying(20) NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    posted_by_id bigint,
    reverses_id bigint
);
ALTER TABLE public.orders_journal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_order (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    fulfilment character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    goods_total bigint NOT NULL,
    freight bigint NOT NULL,
    discount bigint NOT NULL,
    total bigint NOT NULL,
    refunded bigint NOT NULL,
    recipient text NOT NULL,
    phone text NOT NULL,
    division character varying(6) NOT NULL,
    street text NOT NULL,
    note character varying(200) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    shipped_at timestamp with time zone,
    received_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    late_at timestamp with time zone,
    buyer_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    trade_id bigint NOT NULL,
    cancel_asked_at timestamp with time zone,
    receipt_extended_at timestamp with time zone,
    cancel_withdrawn_at timestamp with time zone,
    CONSTRAINT order_total_adds_up CHECK ((total = ((goods_total + freight) - discount))),
    CONSTRAINT orders_order_discount_check CHECK ((discount >= 0)),
    CONSTRAINT orders_order_freight_check CHECK ((freight >= 0)),
    CONSTRAINT orders_order_goods_total_check CHECK ((goods_total >= 0)),
    CONSTRAINT orders_order_refunded_check CHECK ((refunded >= 0)),
    CONSTRAINT orders_order_total_check CHECK ((total >= 0)),
    CONSTRAINT refund_no_more_than_order CHECK ((refunded <= total))
);
ALTER TABLE public.orders_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_orderline (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    spec character varying(200) NOT NULL,
    picture character varying(200) NOT NULL,
    terms jsonb NOT NULL,
    unit_price bigint NOT NULL,
    quantity integer NOT NULL,
    discount bigint NOT NULL,
    amount bigint NOT NULL,
    commission_bp integer NOT NULL,
    category_id bigint,
    order_id bigint NOT NULL,
    sku_id bigint,
    cancelled integer NOT NULL,
    returned bigint NOT NULL,
    name_en character varying(120) NOT NULL,
    CONSTRAINT cancel_no_more_than_ordered CHECK ((cancelled <= quantity)),
    CONSTRAINT gift_costs_nothing CHECK (((NOT ((kind)::text = 'gift'::text)) OR (amount = 0))),
    CONSTRAINT goods_line_has_sku CHECK ((((kind)::text = 'freight'::text) OR (sku_id IS NOT NULL))),
    CONSTRAINT line_amount_adds_up CHECK ((amount = ((unit_price * quantity) - discount))),
    CONSTRAINT line_quantity_positive CHECK ((quantity > 0)),
    CONSTRAINT orders_orderline_amount_check CHECK ((amount >= 0)),
    CONSTRAINT orders_orderline_cancelled_check CHECK ((cancelled >= 0)),
    CONSTRAINT orders_orderline_commission_bp_check CHECK ((commission_bp >= 0)),
    CONSTRAINT orders_orderline_discount_check CHECK ((discount >= 0)),
    CONSTRAINT orders_orderline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT orders_orderline_returned_check CHECK ((returned >= 0)),
    CONSTRAINT orders_orderline_unit_price_check CHECK ((unit_price >= 0)),
    CONSTRAINT return_no_more_than_line CHECK ((returned <= amount))
);
ALTER TABLE public.orders_orderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_parcelreport (
    id bigint NOT NULL,
    cause character varying(10) NOT NULL,
    words character varying(300) NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    shipment_id bigint NOT NULL,
    photos_deleted_at timestamp with time zone
);
ALTER TABLE public.orders_parcelreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_parcelreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payment (
    id bigint NOT NULL,
    provider character varying(20) NOT NULL,
    number character varying(32) NOT NULL,
    provider_reference character varying(64) NOT NULL,
    amount bigint NOT NULL,
    captured bigint NOT NULL,
    refunded bigint NOT NULL,
    counts boolean NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    asked_at timestamp with time zone,
    captured_at timestamp with time zone,
    trade_id bigint NOT NULL,
    ask_at timestamp with time zone,
    CONSTRAINT only_captured_counts CHECK (((NOT counts) OR ((state)::text = 'captured'::text))),
    CONSTRAINT orders_payment_amount_check CHECK ((amount >= 0)),
    CONSTRAINT orders_payment_captured_check CHECK ((captured >= 0)),
    CONSTRAINT orders_payment_refunded_check CHECK ((refunded >= 0)),
    CONSTRAINT refund_no_more_than_captured CHECK ((refunded <= captured))
);
ALTER TABLE public.orders_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_paymentevent (
    id bigint NOT NULL,
    provider character varying(20) NOT NULL,
    event_id character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    amount bigint,
    outcome character varying(12) NOT NULL,
    explanation character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    payment_id bigint,
    CONSTRAINT orders_paymentevent_amount_check CHECK ((amount >= 0))
);
ALTER TABLE public.orders_paymentevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_paymentevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payout (
    id bigint NOT NULL,
    number character varying(32) NOT NULL,
    amount bigint NOT NULL,
    payable bigint NOT NULL,
    held bigint NOT NULL,
    paid bigint NOT NULL,
    state character varying(10) NOT NULL,
    provider character varying(20) NOT NULL,
    provider_reference character varying(64) NOT NULL,
    attempts smallint NOT NULL,
    next_try_at timestamp with time zone,
    last_error character varying(200) NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    instructed_at timestamp with time zone,
    silent_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    drafted_by_id bigint,
    shop_id bigint NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT orders_payout_amount_check CHECK ((amount >= 0)),
    CONSTRAINT orders_payout_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT orders_payout_held_check CHECK ((held >= 0)),
    CONSTRAINT orders_payout_paid_check CHECK ((paid >= 0)),
    CONSTRAINT orders_payout_payable_check CHECK ((payable >= 0)),
    CONSTRAINT payout_instructed_before_it_goes_on CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'cancelled'::character varying])::text[])) OR (instructed_at IS NOT NULL))),
    CONSTRAINT payout_no_more_than_is_free CHECK ((amount <= (payable - held))),
    CONSTRAINT payout_of_something CHECK ((amount > 0))
);
ALTER TABLE public.orders_payout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payoutaccount (
    id bigint NOT NULL,
    holder text NOT NULL,
    bank character varying(60) NOT NULL,
    number text NOT NULL,
    number_hash character varying(64) NOT NULL,
    tail character varying(4) NOT NULL,
    state character varying(10) NOT NULL,
    needs_approval boolean NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    effective_at timestamp with time zone,
    ended_at timestamp with time zone,
    refusal character varying(200) NOT NULL,
    requested_by_id bigint,
    shop_id bigint NOT NULL
);
ALTER TABLE public.orders_payoutaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payoutaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payoutevent (
    id bigint NOT NULL,
    provider character varying(20) NOT NULL,
    event_id character varying(64) NOT NULL,
    kind character varying(10) NOT NULL,
    amount bigint,
    outcome character varying(12) NOT NULL,
    explanation character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    payout_id bigint,
    CONSTRAINT orders_payoutevent_amount_check CHECK ((amount >= 0))
);
ALTER TABLE public.orders_payoutevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payoutevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payouteventreview (
    id bigint NOT NULL,
    words character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id bigint NOT NULL,
    reviewed_by_id bigint NOT NULL
);
ALTER TABLE public.orders_payouteventreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payouteventreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_payouthold (
    id bigint NOT NULL,
    clause character varying(12) NOT NULL,
    reason character varying(200) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    order_id bigint,
    shop_id bigint NOT NULL,
    until_at timestamp with time zone
);
ALTER TABLE public.orders_payouthold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_payouthold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_progress (
    id bigint NOT NULL,
    step character varying(40) NOT NULL,
    text character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    order_id bigint NOT NULL
);
ALTER TABLE public.orders_progress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_progress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_refund (
    id bigint NOT NULL,
    number character varying(32) NOT NULL,
    amount bigint NOT NULL,
    reason character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    last_error character varying(200) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    asked_by_id bigint,
    order_id bigint,
    payment_id bigint NOT NULL,
    CONSTRAINT orders_refund_amount_check CHECK ((amount >= 0)),
    CONSTRAINT orders_refund_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT refund_of_something CHECK ((amount > 0))
);
ALTER TABLE public.orders_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_reply (
    id bigint NOT NULL,
    text character varying(500) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by_id bigint NOT NULL,
    review_id bigint NOT NULL
);
ALTER TABLE public.orders_reply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_reply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_review (
    id bigint NOT NULL,
    rating smallint NOT NULL,
    text character varying(500) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    buyer_id bigint NOT NULL,
    line_id bigint NOT NULL,
    product_id bigint NOT NULL,
    shop_id bigint NOT NULL,
    CONSTRAINT orders_review_rating_check CHECK ((rating >= 0)),
    CONSTRAINT review_one_to_five CHECK (((rating >= 1) AND (rating <= 5)))
);
ALTER TABLE public.orders_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_sandboxcharge (
    id bigint NOT NULL,
    number character varying(32) NOT NULL,
    asked bigint NOT NULL,
    charged bigint NOT NULL,
    state character varying(10) NOT NULL,
    reference character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    answers_at timestamp with time zone NOT NULL,
    CONSTRAINT orders_sandboxcharge_asked_check CHECK ((asked >= 0)),
    CONSTRAINT orders_sandboxcharge_charged_check CHECK ((charged >= 0))
);
ALTER TABLE public.orders_sandboxcharge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_sandboxcharge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_sandboxpayout (
    id bigint NOT NULL,
    number character varying(32) NOT NULL,
    asked bigint NOT NULL,
    paid bigint NOT NULL,
    tail character varying(4) NOT NULL,
    state character varying(10) NOT NULL,
    why character varying(100) NOT NULL,
    reference character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    answers_at timestamp with time zone NOT NULL,
    refusals smallint NOT NULL,
    CONSTRAINT orders_sandboxpayout_asked_check CHECK ((asked >= 0)),
    CONSTRAINT orders_sandboxpayout_paid_check CHECK ((paid >= 0)),
    CONSTRAINT orders_sandboxpayout_refusals_check CHECK ((refusals >= 0))
);
ALTER TABLE public.orders_sandboxpayout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_sandboxpayout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_sandboxrefund (
    id bigint NOT NULL,
    number character varying(32) NOT NULL,
    amount bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    charge_id bigint NOT NULL,
    CONSTRAINT orders_sandboxrefund_amount_check CHECK ((amount >= 0))
);
ALTER TABLE public.orders_sandboxrefund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_sandboxrefund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_shipment (
    id bigint NOT NULL,
    carrier character varying(40) NOT NULL,
    tracking_number character varying(40) NOT NULL,
    shipped_at timestamp with time zone NOT NULL,
    order_id bigint NOT NULL,
    shipped_by_id bigint,
    answer_due_at timestamp with time zone,
    attempts smallint NOT NULL,
    cause character varying(10) NOT NULL,
    charged bigint NOT NULL,
    condition character varying(10) NOT NULL,
    found_at timestamp with time zone,
    refund_id bigint,
    replaces_id bigint,
    state character varying(10) NOT NULL,
    contest character varying(200) NOT NULL,
    contested_at timestamp with time zone,
    contested_by character varying(5) NOT NULL,
    decided_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failed_at timestamp with time zone,
    handed_over_at timestamp with time zone,
    CONSTRAINT orders_shipment_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT orders_shipment_charged_check CHECK ((charged >= 0)),
    CONSTRAINT parcel_charged_for_a_cause CHECK (((charged = 0) OR (NOT ((cause)::text = ''::text))))
);
ALTER TABLE public.orders_shipment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_shipment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_shipmentline (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    line_id bigint NOT NULL,
    shipment_id bigint NOT NULL,
    CONSTRAINT orders_shipmentline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT parcel_line_not_empty CHECK ((quantity > 0))
);
ALTER TABLE public.orders_shipmentline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_shipmentline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_soldname (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    search tsvector NOT NULL,
    shop_id bigint NOT NULL,
    sku_id bigint NOT NULL
);
ALTER TABLE public.orders_soldname ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_soldname_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_trade (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    state character varying(10) NOT NULL,
    total bigint NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    pay_by timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    closed_at timestamp with time zone,
    buyer_id bigint NOT NULL,
    cancelled_by_id bigint,
    CONSTRAINT orders_trade_total_check CHECK ((total >= 0))
);
ALTER TABLE public.orders_trade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_trade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pghistory_context (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    metadata jsonb NOT NULL
);
CREATE TABLE public.rulebook_acknowledgement (
    id bigint NOT NULL,
    audience character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    edition_id bigint NOT NULL
);
ALTER TABLE public.rulebook_acknowledgement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rulebook_acknowledgement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rulebook_amendment (
    id bigint NOT NULL,
    clause character varying(12) NOT NULL,
    name character varying(40) NOT NULL,
    value jsonb NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    announced_by_id bigint NOT NULL,
    resolution_id bigint NOT NULL,
    CONSTRAINT amendment_never_backwards CHECK ((effective_at >= announced_at))
);
ALTER TABLE public.rulebook_amendment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rulebook_amendment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rulebook_edition (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest character varying(64) NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    CONSTRAINT rulebook_edition_number_check CHECK ((number >= 0))
);
ALTER TABLE public.rulebook_edition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rulebook_edition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rulebook_refusal (
    id bigint NOT NULL,
    clause character varying(12) NOT NULL,
    message character varying(500) NOT NULL,
    "where" character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint
);
ALTER TABLE public.rulebook_refusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rulebook_refusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rulebook_resolution (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    text text NOT NULL,
    passed_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint NOT NULL
);
ALTER TABLE public.rulebook_resolution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rulebook_resolution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.signatures_party (
    id bigint NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    role character varying(40) NOT NULL,
    person_id bigint NOT NULL
);
ALTER TABLE public.signatures_party ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.signatures_party_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.signatures_signature (
    id bigint NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    step character varying(40) NOT NULL,
    round smallint NOT NULL,
    note text NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    party_id bigint NOT NULL,
    CONSTRAINT signatures_signature_round_check CHECK ((round >= 0))
);
ALTER TABLE public.signatures_signature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.signatures_signature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_application (
    id bigint NOT NULL,
    name text NOT NULL,
    about text NOT NULL,
    state character varying(10) NOT NULL,
    consented_at timestamp with time zone NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    forgotten_at timestamp with time zone,
    applicant_id bigint NOT NULL,
    opening_id bigint NOT NULL
);
ALTER TABLE public.staff_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_appraisal (
    id bigint NOT NULL,
    state character varying(12) NOT NULL,
    own_attitude smallint,
    own_ability smallint,
    own_teamwork smallint,
    own_words text NOT NULL,
    attitude smallint,
    ability smallint,
    teamwork smallint,
    words text NOT NULL,
    objection text NOT NULL,
    answer text NOT NULL,
    employee_id bigint NOT NULL,
    cycle_id bigint NOT NULL,
    CONSTRAINT appraisal_scored_when_submitted CHECK ((((state)::text = ANY ((ARRAY['open'::character varying, 'assessed'::character varying])::text[])) OR ((ability IS NOT NULL) AND (attitude IS NOT NULL) AND (teamwork IS NOT NULL)))),
    CONSTRAINT staff_appraisal_ability_check CHECK ((ability >= 0)),
    CONSTRAINT staff_appraisal_attitude_check CHECK ((attitude >= 0)),
    CONSTRAINT staff_appraisal_own_ability_check CHECK ((own_ability >= 0)),
    CONSTRAINT staff_appraisal_own_attitude_check CHECK ((own_attitude >= 0)),
    CONSTRAINT staff_appraisal_own_teamwork_check CHECK ((own_teamwork >= 0)),
    CONSTRAINT staff_appraisal_teamwork_check CHECK ((teamwork >= 0))
);
ALTER TABLE public.staff_appraisal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_appraisal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_attendanceresult (
    id bigint NOT NULL,
    day date NOT NULL,
    came_at timestamp with time zone,
    went_at timestamp with time zone,
    worked_minutes smallint NOT NULL,
    late_minutes smallint NOT NULL,
    early_minutes smallint NOT NULL,
    absent_minutes smallint NOT NULL,
    away_minutes smallint NOT NULL,
    leave_minutes smallint NOT NULL,
    lacks_out boolean NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    duty_id bigint NOT NULL,
    employee_id bigint NOT NULL,
    CONSTRAINT staff_attendanceresult_absent_minutes_check CHECK ((absent_minutes >= 0)),
    CONSTRAINT staff_attendanceresult_away_minutes_check CHECK ((away_minutes >= 0)),
    CONSTRAINT staff_attendanceresult_early_minutes_check CHECK ((early_minutes >= 0)),
    CONSTRAINT staff_attendanceresult_late_minutes_check CHECK ((late_minutes >= 0)),
    CONSTRAINT staff_attendanceresult_leave_minutes_check CHECK ((leave_minutes >= 0)),
    CONSTRAINT staff_attendanceresult_worked_minutes_check CHECK ((worked_minutes >= 0))
);
ALTER TABLE public.staff_attendanceresult ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_attendanceresult_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_blockedvisitor (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    phone_hash character varying(64) NOT NULL,
    identity_hash character varying(64) NOT NULL,
    known_by character varying(80) NOT NULL,
    clause character varying(12) NOT NULL,
    reason character varying(300) NOT NULL,
    until_on date,
    blocked_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    blocked_by_id bigint,
    CONSTRAINT blocked_visitor_can_be_recognised CHECK ((NOT (((identity_hash)::text = ''::text) AND ((phone_hash)::text = ''::text))))
);
ALTER TABLE public.staff_blockedvisitor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_blockedvisitor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_breach (
    id bigint NOT NULL,
    clause character varying(12) NOT NULL,
    facts text NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint,
    employee_id bigint NOT NULL
);
ALTER TABLE public.staff_breach ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_breach_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_breachwithdrawal (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    withdrawn_at timestamp with time zone NOT NULL,
    breach_id bigint NOT NULL,
    withdrawn_by_id bigint
);
ALTER TABLE public.staff_breachwithdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_breachwithdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_clearance (
    id bigint NOT NULL,
    reason character varying(500) NOT NULL,
    last_day_on date NOT NULL,
    state character varying(10) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    opened_by_id bigint
);
ALTER TABLE public.staff_clearance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_clearance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_clearanceline (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    note character varying(200) NOT NULL,
    signed_at timestamp with time zone,
    clearance_id bigint NOT NULL,
    department_id bigint NOT NULL,
    signed_by_id bigint,
    CONSTRAINT clearance_line_signed_by_somebody CHECK ((((signed_at IS NULL) AND (signed_by_id IS NULL)) OR ((signed_at IS NOT NULL) AND (signed_by_id IS NOT NULL))))
);
ALTER TABLE public.staff_clearanceline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_clearanceline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_correction (
    id bigint NOT NULL,
    kind character varying(3) NOT NULL,
    meant_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decision character varying(300) NOT NULL,
    decided_by_id bigint,
    duty_id bigint NOT NULL,
    employee_id bigint NOT NULL
);
ALTER TABLE public.staff_correction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_correction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_course (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    every_days smallint NOT NULL,
    pass_score smallint NOT NULL,
    department_id bigint,
    CONSTRAINT staff_course_every_days_check CHECK ((every_days >= 0)),
    CONSTRAINT staff_course_pass_score_check CHECK ((pass_score >= 0))
);
ALTER TABLE public.staff_course ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_course_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_cover (
    id bigint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    needed smallint NOT NULL,
    department_id bigint NOT NULL,
    CONSTRAINT cover_needs_somebody CHECK ((needed >= 1)),
    CONSTRAINT staff_cover_needed_check CHECK ((needed >= 0))
);
ALTER TABLE public.staff_cover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_cover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_cycle (
    id bigint NOT NULL,
    title character varying(40) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT cycle_ends_after_start CHECK ((ends_on > starts_on))
);
ALTER TABLE public.staff_cycle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_cycle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_decision (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    appraisal_id bigint,
    breach_id bigint,
    decided_by_id bigint,
    employee_id bigint NOT NULL,
    position_id bigint,
    amount bigint NOT NULL,
    CONSTRAINT decision_has_a_ground CHECK (((appraisal_id IS NOT NULL) OR (breach_id IS NOT NULL))),
    CONSTRAINT promotion_carries_no_amount CHECK (((NOT ((kind)::text = 'promotion'::text)) OR (amount = 0))),
    CONSTRAINT staff_decision_amount_check CHECK ((amount >= 0))
);
ALTER TABLE public.staff_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_department (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    head_id bigint
);
ALTER TABLE public.staff_department ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_department_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_duty (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    published_at timestamp with time zone,
    kind_id bigint,
    work_day date GENERATED ALWAYS AS (((starts_at AT TIME ZONE 'Asia/Shanghai'::text))::date) STORED,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT duty_ends_after_start CHECK ((ends_at > starts_at))
);
ALTER TABLE public.staff_duty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_duty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_editionwithdrawal (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    withdrawn_at timestamp with time zone NOT NULL,
    withdrawn_by_id bigint NOT NULL,
    edition_id bigint NOT NULL
);
ALTER TABLE public.staff_editionwithdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_editionwithdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_employee (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    name character varying(40) NOT NULL,
    state character varying(10) NOT NULL,
    joined_on date NOT NULL,
    left_on date,
    superior_id bigint,
    user_id bigint NOT NULL,
    position_id bigint NOT NULL,
    skill_level smallint NOT NULL,
    job_type_id bigint,
    CONSTRAINT nobody_is_their_own_superior CHECK ((NOT ((superior_id = id) AND (superior_id IS NOT NULL)))),
    CONSTRAINT skill_within_its_scale CHECK (((skill_level >= 1) AND (skill_level <= 5))),
    CONSTRAINT staff_employee_skill_level_check CHECK ((skill_level >= 0))
);
ALTER TABLE public.staff_employee ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_employee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_employeehistory (
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    pgh_id bigint NOT NULL,
    transaction bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    joined_on date NOT NULL,
    left_on date,
    pgh_obj_id bigint NOT NULL,
    position_id bigint NOT NULL,
    superior_id bigint
);
ALTER TABLE public.staff_employeehistory ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_employeehistory_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_enrolment (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    base bigint NOT NULL,
    from_on date NOT NULL,
    to_on date,
    enrolled_at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    enrolled_by_id bigint,
    CONSTRAINT enrolment_ends_after_start CHECK (((to_on IS NULL) OR (to_on >= from_on))),
    CONSTRAINT staff_enrolment_base_check CHECK ((base >= 0))
);
ALTER TABLE public.staff_enrolment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_enrolment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_entry (
    id bigint NOT NULL,
    kind character varying(15) NOT NULL,
    title character varying(120) NOT NULL,
    due_on date NOT NULL,
    state character varying(10) NOT NULL,
    level smallint NOT NULL,
    data jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    overdue_at timestamp with time zone,
    department_id bigint NOT NULL,
    opened_by_id bigint,
    owner_id bigint NOT NULL,
    CONSTRAINT staff_entry_level_check CHECK ((level >= 0))
);
ALTER TABLE public.staff_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_finding (
    id bigint NOT NULL,
    point character varying(120) NOT NULL,
    words character varying(500) NOT NULL,
    due_on date NOT NULL,
    state character varying(10) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    overdue_at timestamp with time zone,
    fixed_note character varying(500) NOT NULL,
    fixed_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_by_id bigint,
    fixed_by_id bigint,
    owner_id bigint NOT NULL,
    round_id bigint NOT NULL
);
ALTER TABLE public.staff_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_handover (
    id bigint NOT NULL,
    equipment text NOT NULL,
    problems text NOT NULL,
    staffing text NOT NULL,
    open_work jsonb NOT NULL,
    state character varying(10) NOT NULL,
    offered_at timestamp with time zone,
    taken_at timestamp with time zone,
    department_id bigint NOT NULL,
    duty_id bigint NOT NULL,
    taken_by_id bigint,
    CONSTRAINT handover_is_filled_in CHECK ((((state)::text = 'draft'::text) OR (NOT ((equipment = ''::text) OR (problems = ''::text) OR (staffing = ''::text)))))
);
ALTER TABLE public.staff_handover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_holiday (
    id bigint NOT NULL,
    day date NOT NULL,
    name character varying(40) NOT NULL,
    is_day_off boolean NOT NULL
);
ALTER TABLE public.staff_holiday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_holiday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_housetext (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    title character varying(80) NOT NULL,
    title_en character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    audience character varying(10) NOT NULL,
    clause character varying(12) NOT NULL,
    governs character varying(80)[] NOT NULL
);
ALTER TABLE public.staff_housetext ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_housetext_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_jobtype (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL
);
ALTER TABLE public.staff_jobtype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_jobtype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_lapse (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    evidence character varying(500) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    duty_id bigint NOT NULL,
    employee_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT lapse_ends_after_start CHECK ((to_at >= from_at))
);
ALTER TABLE public.staff_lapse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_lapse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_leavecertificate (
    id bigint NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    issuer character varying(80) NOT NULL,
    handed_in_at timestamp with time zone NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT certificate_ends_after_start CHECK ((to_on >= from_on))
);
ALTER TABLE public.staff_leavecertificate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_leavecertificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_leaveentry (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    year smallint NOT NULL,
    reason character varying(12) NOT NULL,
    minutes integer NOT NULL,
    note character varying(200) NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    booked_by_id bigint,
    employee_id bigint NOT NULL,
    request_id bigint,
    month_on date,
    run_id bigint,
    CONSTRAINT staff_leaveentry_year_check CHECK ((year >= 0))
);
ALTER TABLE public.staff_leaveentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_leaveentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_leaverequest (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    channel character varying(10) NOT NULL,
    is_emergency boolean NOT NULL,
    asks_acceptance boolean NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    minutes integer NOT NULL,
    certificate_due_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    employee_id bigint NOT NULL,
    beside_on date[] NOT NULL,
    CONSTRAINT leave_decided_by_somebody CHECK (((NOT ((state)::text = ANY ((ARRAY['approved'::character varying, 'refused'::character varying])::text[]))) OR (decided_at IS NOT NULL))),
    CONSTRAINT leave_ends_after_start CHECK ((ends_at > starts_at)),
    CONSTRAINT staff_leaverequest_minutes_check CHECK ((minutes >= 0))
);
ALTER TABLE public.staff_leaverequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_leaverequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_levelgrant (
    id bigint NOT NULL,
    level smallint NOT NULL,
    reason character varying(300) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    employee_id bigint,
    granted_by_id bigint,
    position_id bigint,
    CONSTRAINT level_for_a_person_or_a_position CHECK ((((employee_id IS NULL) AND (position_id IS NOT NULL)) OR ((employee_id IS NOT NULL) AND (position_id IS NULL)))),
    CONSTRAINT staff_levelgrant_level_check CHECK ((level >= 0))
);
ALTER TABLE public.staff_levelgrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_levelgrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_meeting (
    id bigint NOT NULL,
    held_at timestamp with time zone NOT NULL,
    agenda character varying(200) NOT NULL,
    minutes text NOT NULL,
    seats_filled smallint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT staff_meeting_seats_filled_check CHECK ((seats_filled >= 0))
);
ALTER TABLE public.staff_meeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_meeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_meeting_present (
    id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    employee_id bigint NOT NULL
);
ALTER TABLE public.staff_meeting_present ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_meeting_present_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_notice (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    body text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    department_id bigint,
    published_by_id bigint NOT NULL
);
ALTER TABLE public.staff_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_noticeread (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    notice_id bigint NOT NULL
);
ALTER TABLE public.staff_noticeread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_noticeread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_opening (
    id bigint NOT NULL,
    headcount smallint NOT NULL,
    summary text NOT NULL,
    criteria text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    position_id bigint NOT NULL,
    published_by_id bigint,
    CONSTRAINT staff_opening_headcount_check CHECK ((headcount >= 0))
);
ALTER TABLE public.staff_opening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_opening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_paper (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    level smallint NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    department_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT staff_paper_level_check CHECK ((level >= 0))
);
ALTER TABLE public.staff_paper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_paper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_paperversion (
    id bigint NOT NULL,
    number smallint NOT NULL,
    note character varying(300) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint NOT NULL,
    paper_id bigint NOT NULL,
    CONSTRAINT staff_paperversion_number_check CHECK ((number >= 0))
);
ALTER TABLE public.staff_paperversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_paperversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_pattern (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    follows_calendar boolean NOT NULL,
    begins_on date NOT NULL,
    department_id bigint NOT NULL
);
ALTER TABLE public.staff_pattern ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_pattern_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_patternmember (
    id bigint NOT NULL,
    "offset" smallint NOT NULL,
    employee_id bigint NOT NULL,
    pattern_id bigint NOT NULL,
    CONSTRAINT staff_patternmember_offset_check CHECK (("offset" >= 0))
);
ALTER TABLE public.staff_patternmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_patternmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_patternstep (
    id bigint NOT NULL,
    place smallint NOT NULL,
    pattern_id bigint NOT NULL,
    kind_id bigint,
    CONSTRAINT staff_patternstep_place_check CHECK ((place >= 0))
);
ALTER TABLE public.staff_patternstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_patternstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_paygrade (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL
);
ALTER TABLE public.staff_paygrade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_paygrade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_payline (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    detail character varying(20) NOT NULL,
    month_on date NOT NULL,
    "on" date,
    minutes integer NOT NULL,
    percent smallint NOT NULL,
    amount bigint NOT NULL,
    employer bigint NOT NULL,
    source_kind character varying(80) NOT NULL,
    source_id bigint NOT NULL,
    reverses_id bigint,
    payslip_id bigint NOT NULL,
    CONSTRAINT staff_payline_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT staff_payline_percent_check CHECK ((percent >= 0))
);
ALTER TABLE public.staff_payline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_payline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_payplacement (
    id bigint NOT NULL,
    from_on date NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    employee_id bigint,
    grade_id bigint NOT NULL,
    placed_by_id bigint,
    position_id bigint,
    CONSTRAINT pay_placement_of_one CHECK ((((position_id IS NULL) OR (employee_id IS NULL)) AND (1 = (
CASE
    WHEN (position_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (employee_id IS NULL) THEN 1
    ELSE 0
END))))
);
ALTER TABLE public.staff_payplacement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_payplacement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_payrate (
    id bigint NOT NULL,
    monthly bigint NOT NULL,
    from_on date NOT NULL,
    set_at timestamp with time zone NOT NULL,
    grade_id bigint NOT NULL,
    set_by_id bigint,
    CONSTRAINT pay_rate_is_something CHECK ((monthly > 0)),
    CONSTRAINT staff_payrate_monthly_check CHECK ((monthly >= 0))
);
ALTER TABLE public.staff_payrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_payrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_payrun (
    id bigint NOT NULL,
    first_on date NOT NULL,
    number smallint NOT NULL,
    state character varying(10) NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    paid_at timestamp with time zone,
    approved_by_id bigint,
    computed_by_id bigint,
    paid_by_id bigint,
    CONSTRAINT pay_run_begins_on_the_first CHECK ((EXTRACT(day FROM first_on) = (1)::numeric)),
    CONSTRAINT staff_payrun_number_check CHECK ((number >= 0))
);
ALTER TABLE public.staff_payrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_payrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_payslip (
    id bigint NOT NULL,
    earned bigint NOT NULL,
    deducted bigint NOT NULL,
    net bigint NOT NULL,
    employer bigint NOT NULL,
    employee_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT payslip_adds_up CHECK ((net = (earned - deducted))),
    CONSTRAINT staff_payslip_deducted_check CHECK ((deducted >= 0)),
    CONSTRAINT staff_payslip_earned_check CHECK ((earned >= 0))
);
ALTER TABLE public.staff_payslip ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_payslip_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_position (
    id bigint NOT NULL,
    title character varying(40) NOT NULL,
    duties text NOT NULL,
    department_id bigint NOT NULL,
    role_id integer NOT NULL,
    wider_duties text NOT NULL
);
ALTER TABLE public.staff_position ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_position_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_punch (
    id bigint NOT NULL,
    kind character varying(3) NOT NULL,
    at timestamp with time zone NOT NULL,
    device character varying(64) NOT NULL,
    network character varying(50) NOT NULL,
    short_minutes smallint NOT NULL,
    correction_id bigint,
    duty_id bigint NOT NULL,
    employee_id bigint NOT NULL,
    CONSTRAINT staff_punch_short_minutes_check CHECK ((short_minutes >= 0))
);
ALTER TABLE public.staff_punch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_punch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_qualificationreview (
    id bigint NOT NULL,
    has_quality boolean NOT NULL,
    has_ability boolean NOT NULL,
    note character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    application_id bigint NOT NULL,
    reviewed_by_id bigint NOT NULL
);
ALTER TABLE public.staff_qualificationreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_qualificationreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_release (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    duty_id bigint NOT NULL,
    released_by_id bigint NOT NULL
);
ALTER TABLE public.staff_release ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_release_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_rostermonth (
    id bigint NOT NULL,
    first_on date NOT NULL,
    state character varying(10) NOT NULL,
    published_at timestamp with time zone,
    department_id bigint NOT NULL,
    published_by_id bigint,
    CONSTRAINT roster_month_begins_on_the_first CHECK ((EXTRACT(day FROM first_on) = (1)::numeric))
);
ALTER TABLE public.staff_rostermonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_rostermonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_round (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    overdue_at timestamp with time zone,
    walked_at timestamp with time zone,
    points jsonb NOT NULL,
    note character varying(300) NOT NULL,
    walked_by_id bigint,
    plan_id bigint NOT NULL
);
ALTER TABLE public.staff_round ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_round_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_roundplan (
    id bigint NOT NULL,
    area character varying(60) NOT NULL,
    points text NOT NULL,
    every_days smallint NOT NULL,
    is_in_use boolean NOT NULL,
    department_id bigint NOT NULL,
    CONSTRAINT staff_roundplan_every_days_check CHECK ((every_days >= 0))
);
ALTER TABLE public.staff_roundplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_roundplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_seat (
    id bigint NOT NULL,
    title character varying(40) NOT NULL,
    title_en character varying(60) NOT NULL,
    place smallint NOT NULL,
    holder_id bigint,
    CONSTRAINT staff_seat_place_check CHECK ((place >= 0))
);
ALTER TABLE public.staff_seat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_seat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_shiftkind (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(20) NOT NULL,
    name_en character varying(40) NOT NULL,
    starts time without time zone NOT NULL,
    minutes smallint NOT NULL,
    is_night boolean NOT NULL,
    tone character varying(10) NOT NULL,
    is_in_use boolean NOT NULL,
    department_id bigint,
    CONSTRAINT shift_kind_lasts_a_day_at_most CHECK (((minutes >= 30) AND (minutes <= 1440))),
    CONSTRAINT staff_shiftkind_minutes_check CHECK ((minutes >= 0))
);
ALTER TABLE public.staff_shiftkind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_shiftkind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_swap (
    id bigint NOT NULL,
    given_starts_at timestamp with time zone NOT NULL,
    given_ends_at timestamp with time zone NOT NULL,
    repaid_starts_at timestamp with time zone,
    repaid_ends_at timestamp with time zone,
    payback_due_on date,
    reason text NOT NULL,
    state character varying(10) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    signed_at timestamp with time zone,
    decided_by_id bigint,
    given_id bigint,
    partner_id bigint NOT NULL,
    proposer_id bigint NOT NULL,
    repaid_id bigint,
    CONSTRAINT swap_is_between_two CHECK ((NOT (proposer_id = partner_id))),
    CONSTRAINT swap_is_repaid_or_has_a_date CHECK (((repaid_starts_at IS NOT NULL) OR (payback_due_on IS NOT NULL)))
);
ALTER TABLE public.staff_swap ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_swap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_swapshare (
    id bigint NOT NULL,
    proposer_percent smallint NOT NULL,
    reason character varying(500) NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by_id bigint NOT NULL,
    duty_id bigint NOT NULL,
    swap_id bigint NOT NULL,
    CONSTRAINT share_is_a_percentage CHECK ((proposer_percent <= 100)),
    CONSTRAINT staff_swapshare_proposer_percent_check CHECK ((proposer_percent >= 0))
);
ALTER TABLE public.staff_swapshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_swapshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_target (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    unit character varying(12) NOT NULL,
    goal integer NOT NULL,
    reached integer NOT NULL,
    starts_on date NOT NULL,
    due_on date NOT NULL,
    department_id bigint NOT NULL,
    set_by_id bigint,
    CONSTRAINT staff_target_goal_check CHECK ((goal >= 0)),
    CONSTRAINT staff_target_reached_check CHECK ((reached >= 0)),
    CONSTRAINT target_ends_after_start CHECK ((due_on >= starts_on)),
    CONSTRAINT target_has_a_goal CHECK ((goal > 0))
);
ALTER TABLE public.staff_target ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_target_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_targetreport (
    id bigint NOT NULL,
    reached integer NOT NULL,
    note character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    reported_by_id bigint,
    target_id bigint NOT NULL,
    CONSTRAINT staff_targetreport_reached_check CHECK ((reached >= 0))
);
ALTER TABLE public.staff_targetreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_targetreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_textacknowledgement (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    edition_id bigint NOT NULL
);
ALTER TABLE public.staff_textacknowledgement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_textacknowledgement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_textedition (
    id bigint NOT NULL,
    number smallint NOT NULL,
    body text NOT NULL,
    body_en text NOT NULL,
    digest character varying(64) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by_id bigint,
    text_id bigint NOT NULL,
    CONSTRAINT staff_textedition_number_check CHECK ((number >= 0))
);
ALTER TABLE public.staff_textedition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_textedition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_trainingrecord (
    id bigint NOT NULL,
    held_on date NOT NULL,
    score smallint NOT NULL,
    is_passed boolean NOT NULL,
    course_id bigint NOT NULL,
    employee_id bigint NOT NULL,
    recorded_by_id bigint,
    CONSTRAINT staff_trainingrecord_score_check CHECK ((score >= 0))
);
ALTER TABLE public.staff_trainingrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_trainingrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_trainingseat (
    id bigint NOT NULL,
    signed_up_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    attended boolean,
    employee_id bigint NOT NULL,
    session_id bigint NOT NULL
);
ALTER TABLE public.staff_trainingseat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_trainingseat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_trainingsession (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    place character varying(80) NOT NULL,
    room smallint NOT NULL,
    state character varying(10) NOT NULL,
    course_id bigint NOT NULL,
    CONSTRAINT staff_trainingsession_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT staff_trainingsession_room_check CHECK ((room >= 0))
);
ALTER TABLE public.staff_trainingsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_trainingsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_visit (
    id bigint NOT NULL,
    visitor_name character varying(40) NOT NULL,
    company character varying(80) NOT NULL,
    phone text NOT NULL,
    phone_hash character varying(64) NOT NULL,
    identity text NOT NULL,
    identity_hash character varying(64) NOT NULL,
    purpose character varying(300) NOT NULL,
    area character varying(10) NOT NULL,
    planned_from_at timestamp with time zone NOT NULL,
    planned_to_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    bags character varying(200) NOT NULL,
    bags_reason character varying(200) NOT NULL,
    bags_checked_at timestamp with time zone,
    entered_at timestamp with time zone,
    left_at timestamp with time zone,
    overstayed_at timestamp with time zone,
    forgotten_at timestamp with time zone,
    announced_by_id bigint,
    decided_by_id bigint,
    escort_id bigint,
    host_id bigint NOT NULL,
    CONSTRAINT visit_ends_after_it_begins CHECK ((planned_to_at > planned_from_at)),
    CONSTRAINT visit_inside_has_entered CHECK (((NOT ((state)::text = ANY ((ARRAY['inside'::character varying, 'left'::character varying])::text[]))) OR (entered_at IS NOT NULL))),
    CONSTRAINT visit_left_after_entering CHECK (((left_at IS NULL) OR (left_at >= entered_at)))
);
ALTER TABLE public.staff_visit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_visit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_vote (
    id bigint NOT NULL,
    in_favour smallint NOT NULL,
    against smallint NOT NULL,
    abstained smallint NOT NULL,
    meeting_id bigint NOT NULL,
    resolution_id bigint NOT NULL,
    CONSTRAINT staff_vote_abstained_check CHECK ((abstained >= 0)),
    CONSTRAINT staff_vote_against_check CHECK ((against >= 0)),
    CONSTRAINT staff_vote_in_favour_check CHECK ((in_favour >= 0)),
    CONSTRAINT vote_is_a_majority CHECK ((in_favour > (against + abstained)))
);
ALTER TABLE public.staff_vote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.uploads_privatefile (
    id bigint NOT NULL,
    subject_kind character varying(80) NOT NULL,
    subject_id bigint NOT NULL,
    purpose character varying(40) NOT NULL,
    file character varying(200) NOT NULL,
    name character varying(120) NOT NULL,
    media_type character varying(100) NOT NULL,
    size integer NOT NULL,
    digest character varying(64) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT uploads_privatefile_size_check CHECK ((size >= 0))
);
ALTER TABLE public.uploads_privatefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.uploads_privatefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_account
    ADD CONSTRAINT account_once UNIQUE NULLS NOT DISTINCT (kind, shop_id);
ALTER TABLE ONLY public.accounts_address
    ADD CONSTRAINT accounts_address_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_signin
    ADD CONSTRAINT accounts_signin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_phone_hash_key UNIQUE (phone_hash);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rulebook_acknowledgement
    ADD CONSTRAINT acknowledged_once UNIQUE (person_id, edition_id, audience);
ALTER TABLE ONLY public.merchants_agreementsignature
    ADD CONSTRAINT agreement_signed_once UNIQUE (application_id, version, digest);
ALTER TABLE ONLY public.rulebook_amendment
    ADD CONSTRAINT amendment_once_from UNIQUE (clause, name, effective_at);
ALTER TABLE ONLY public.staff_application
    ADD CONSTRAINT applied_once_to_an_opening UNIQUE (opening_id, applicant_id);
ALTER TABLE ONLY public.staff_appraisal
    ADD CONSTRAINT appraised_once_a_cycle UNIQUE (cycle_id, employee_id);
ALTER TABLE ONLY public.catalog_categoryattribute
    ADD CONSTRAINT attribute_once_a_category UNIQUE (category_id, name);
ALTER TABLE ONLY public.audit_act
    ADD CONSTRAINT audit_act_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_look
    ADD CONSTRAINT audit_look_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_ban
    ADD CONSTRAINT banned_once UNIQUE (kind, digest);
ALTER TABLE ONLY public.catalog_campaign
    ADD CONSTRAINT catalog_campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.catalog_categoryattribute
    ADD CONSTRAINT catalog_categoryattribute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT catalog_favourite_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_importchange
    ADD CONSTRAINT catalog_importchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_importrun
    ADD CONSTRAINT catalog_importrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_movement
    ADD CONSTRAINT catalog_movement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_picture
    ADD CONSTRAINT catalog_picture_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_pricerecord
    ADD CONSTRAINT catalog_pricerecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_producthistory
    ADD CONSTRAINT catalog_producthistory_pkey PRIMARY KEY (pgh_id);
ALTER TABLE ONLY public.catalog_reservation
    ADD CONSTRAINT catalog_reservation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_sku
    ADD CONSTRAINT catalog_sku_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_stock
    ADD CONSTRAINT catalog_stock_pkey PRIMARY KEY (sku_id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT category_name_once UNIQUE NULLS NOT DISTINCT (parent_id, name);
ALTER TABLE ONLY public.staff_clearanceline
    ADD CONSTRAINT clearance_line_once UNIQUE (clearance_id, kind);
ALTER TABLE ONLY public.staff_cover
    ADD CONSTRAINT cover_once UNIQUE (department_id, starts, ends);
ALTER TABLE ONLY public.deadlines_clock
    ADD CONSTRAINT deadlines_clock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.staff_duty
    ADD CONSTRAINT duty_once UNIQUE (employee_id, starts_at);
ALTER TABLE ONLY public.staff_textacknowledgement
    ADD CONSTRAINT edition_acknowledged_once UNIQUE (edition_id, employee_id);
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT favourite_product_once UNIQUE (user_id, product_id);
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT favourite_shop_once UNIQUE (user_id, shop_id);
ALTER TABLE ONLY public.merchants_freighttemplate
    ADD CONSTRAINT freight_name_once_a_shop UNIQUE (shop_id, name);
ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT key_used_once UNIQUE (person_id, purpose, key);
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT leave_settled_once UNIQUE (request_id, month_on, run_id);
ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT line_once_a_parcel UNIQUE (shipment_id, line_id);
ALTER TABLE ONLY public.merchants_agreementsignature
    ADD CONSTRAINT merchants_agreementsignature_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_appeal
    ADD CONSTRAINT merchants_appeal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_appeal
    ADD CONSTRAINT merchants_appeal_sanction_id_key UNIQUE (sanction_id);
ALTER TABLE ONLY public.merchants_application
    ADD CONSTRAINT merchants_application_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_application
    ADD CONSTRAINT merchants_application_shop_id_key UNIQUE (shop_id);
ALTER TABLE ONLY public.merchants_ban
    ADD CONSTRAINT merchants_ban_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_dailyreport
    ADD CONSTRAINT merchants_dailyreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_demand
    ADD CONSTRAINT merchants_demand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_document
    ADD CONSTRAINT merchants_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_freightrate
    ADD CONSTRAINT merchants_freightrate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_freighttemplate
    ADD CONSTRAINT merchants_freighttemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_holiday
    ADD CONSTRAINT merchants_holiday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_invitation
    ADD CONSTRAINT merchants_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_invitation
    ADD CONSTRAINT merchants_invitation_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.merchants_member
    ADD CONSTRAINT merchants_member_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_requiredpermit
    ADD CONSTRAINT merchants_requiredpermit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_sanction
    ADD CONSTRAINT merchants_sanction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_shop
    ADD CONSTRAINT merchants_shop_name_key UNIQUE (name);
ALTER TABLE ONLY public.merchants_shop
    ADD CONSTRAINT merchants_shop_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants_shop
    ADD CONSTRAINT merchants_shop_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.merchants_shophistory
    ADD CONSTRAINT merchants_shophistory_pkey PRIMARY KEY (pgh_id);
ALTER TABLE ONLY public.merchants_shoprecord
    ADD CONSTRAINT merchants_shoprecord_pkey PRIMARY KEY (shop_id);
ALTER TABLE ONLY public.merchants_violation
    ADD CONSTRAINT merchants_violation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_noticeread
    ADD CONSTRAINT notice_read_once UNIQUE (notice_id, employee_id);
ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delivery_key_key UNIQUE (key);
ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_notice
    ADD CONSTRAINT notifications_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_importchange
    ADD CONSTRAINT one_change_a_product_a_run UNIQUE (run_id, product_id);
ALTER TABLE ONLY public.merchants_document
    ADD CONSTRAINT one_document_a_type UNIQUE (application_id, type);
ALTER TABLE ONLY public.merchants_member
    ADD CONSTRAINT one_membership_a_shop UNIQUE (shop_id, user_id);
ALTER TABLE ONLY public.signatures_party
    ADD CONSTRAINT one_person_one_role UNIQUE (subject_kind, subject_id, person_id);
ALTER TABLE ONLY public.merchants_dailyreport
    ADD CONSTRAINT one_report_a_day UNIQUE (shop_id, day);
ALTER TABLE ONLY public.orders_account
    ADD CONSTRAINT orders_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_cart
    ADD CONSTRAINT orders_cart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_cart
    ADD CONSTRAINT orders_cart_token_key UNIQUE (token);
ALTER TABLE ONLY public.orders_cart
    ADD CONSTRAINT orders_cart_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.orders_cartline
    ADD CONSTRAINT orders_cartline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_commissionrate
    ADD CONSTRAINT orders_commissionrate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_dispatchrow
    ADD CONSTRAINT orders_dispatchrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_dispatchsheet
    ADD CONSTRAINT orders_dispatchsheet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_entry
    ADD CONSTRAINT orders_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_eventreview
    ADD CONSTRAINT orders_eventreview_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY public.orders_eventreview
    ADD CONSTRAINT orders_eventreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_journal
    ADD CONSTRAINT orders_journal_key_key UNIQUE (key);
ALTER TABLE ONLY public.orders_journal
    ADD CONSTRAINT orders_journal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_journal
    ADD CONSTRAINT orders_journal_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_parcelreport
    ADD CONSTRAINT orders_parcelreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payment
    ADD CONSTRAINT orders_payment_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_payment
    ADD CONSTRAINT orders_payment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_paymentevent
    ADD CONSTRAINT orders_paymentevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payout
    ADD CONSTRAINT orders_payout_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_payout
    ADD CONSTRAINT orders_payout_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payoutaccount
    ADD CONSTRAINT orders_payoutaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payoutevent
    ADD CONSTRAINT orders_payoutevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payouteventreview
    ADD CONSTRAINT orders_payouteventreview_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY public.orders_payouteventreview
    ADD CONSTRAINT orders_payouteventreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_payouthold
    ADD CONSTRAINT orders_payouthold_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_progress
    ADD CONSTRAINT orders_progress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_refund
    ADD CONSTRAINT orders_refund_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_refund
    ADD CONSTRAINT orders_refund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_reply
    ADD CONSTRAINT orders_reply_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_reply
    ADD CONSTRAINT orders_reply_review_id_key UNIQUE (review_id);
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_line_id_key UNIQUE (line_id);
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_sandboxcharge
    ADD CONSTRAINT orders_sandboxcharge_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_sandboxcharge
    ADD CONSTRAINT orders_sandboxcharge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_sandboxpayout
    ADD CONSTRAINT orders_sandboxpayout_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_sandboxpayout
    ADD CONSTRAINT orders_sandboxpayout_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_sandboxrefund
    ADD CONSTRAINT orders_sandboxrefund_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_sandboxrefund
    ADD CONSTRAINT orders_sandboxrefund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_replaces_id_key UNIQUE (replaces_id);
ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_soldname
    ADD CONSTRAINT orders_soldname_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_trade
    ADD CONSTRAINT orders_trade_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_trade
    ADD CONSTRAINT orders_trade_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_paperversion
    ADD CONSTRAINT paper_version_once UNIQUE (paper_id, number);
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT parcel_once UNIQUE (carrier, tracking_number, order_id);
ALTER TABLE ONLY public.staff_pattern
    ADD CONSTRAINT pattern_once UNIQUE (department_id, name);
ALTER TABLE ONLY public.staff_patternstep
    ADD CONSTRAINT pattern_step_once UNIQUE (pattern_id, place);
ALTER TABLE ONLY public.orders_paymentevent
    ADD CONSTRAINT payment_event_once UNIQUE (provider, event_id);
ALTER TABLE ONLY public.orders_payoutevent
    ADD CONSTRAINT payout_event_once UNIQUE (provider, event_id);
ALTER TABLE ONLY public.staff_payslip
    ADD CONSTRAINT payslip_once UNIQUE (run_id, employee_id);
ALTER TABLE ONLY public.pghistory_context
    ADD CONSTRAINT pghistory_context_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_position
    ADD CONSTRAINT position_once UNIQUE (department_id, title);
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT product_code_once_a_shop UNIQUE (shop_id, code);
ALTER TABLE ONLY public.orders_commissionrate
    ADD CONSTRAINT rate_once UNIQUE NULLS NOT DISTINCT (shop_id, category_id);
ALTER TABLE ONLY public.merchants_requiredpermit
    ADD CONSTRAINT required_permit_once UNIQUE (category, type);
ALTER TABLE ONLY public.staff_rostermonth
    ADD CONSTRAINT roster_month_once UNIQUE (first_on, department_id);
ALTER TABLE ONLY public.rulebook_acknowledgement
    ADD CONSTRAINT rulebook_acknowledgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rulebook_amendment
    ADD CONSTRAINT rulebook_amendment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rulebook_edition
    ADD CONSTRAINT rulebook_edition_number_key UNIQUE (number);
ALTER TABLE ONLY public.rulebook_edition
    ADD CONSTRAINT rulebook_edition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rulebook_refusal
    ADD CONSTRAINT rulebook_refusal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rulebook_resolution
    ADD CONSTRAINT rulebook_resolution_number_key UNIQUE (number);
ALTER TABLE ONLY public.rulebook_resolution
    ADD CONSTRAINT rulebook_resolution_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT seal_once_from UNIQUE ("table", first_id);
ALTER TABLE ONLY public.signatures_party
    ADD CONSTRAINT signatures_party_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signatures_signature
    ADD CONSTRAINT signatures_signature_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signatures_signature
    ADD CONSTRAINT signed_once_a_round UNIQUE (subject_kind, subject_id, step, party_id, round);
ALTER TABLE ONLY public.catalog_sku
    ADD CONSTRAINT sku_code_once_a_shop UNIQUE (shop_id, code);
ALTER TABLE ONLY public.orders_cartline
    ADD CONSTRAINT sku_once_a_cart UNIQUE (cart_id, sku_id);
ALTER TABLE ONLY public.orders_soldname
    ADD CONSTRAINT sold_name_once UNIQUE (sku_id, name);
ALTER TABLE ONLY public.catalog_sku
    ADD CONSTRAINT spec_once_a_product UNIQUE (product_id, spec);
ALTER TABLE ONLY public.staff_application
    ADD CONSTRAINT staff_application_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_appraisal
    ADD CONSTRAINT staff_appraisal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_attendanceresult
    ADD CONSTRAINT staff_attendanceresult_duty_id_key UNIQUE (duty_id);
ALTER TABLE ONLY public.staff_attendanceresult
    ADD CONSTRAINT staff_attendanceresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_blockedvisitor
    ADD CONSTRAINT staff_blockedvisitor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_breach
    ADD CONSTRAINT staff_breach_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_breachwithdrawal
    ADD CONSTRAINT staff_breachwithdrawal_breach_id_key UNIQUE (breach_id);
ALTER TABLE ONLY public.staff_breachwithdrawal
    ADD CONSTRAINT staff_breachwithdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_clearance
    ADD CONSTRAINT staff_clearance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_clearanceline
    ADD CONSTRAINT staff_clearanceline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_correction
    ADD CONSTRAINT staff_correction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_course
    ADD CONSTRAINT staff_course_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_cover
    ADD CONSTRAINT staff_cover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_cycle
    ADD CONSTRAINT staff_cycle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_cycle
    ADD CONSTRAINT staff_cycle_title_key UNIQUE (title);
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_department
    ADD CONSTRAINT staff_department_code_key UNIQUE (code);
ALTER TABLE ONLY public.staff_department
    ADD CONSTRAINT staff_department_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_duty
    ADD CONSTRAINT staff_duty_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_editionwithdrawal
    ADD CONSTRAINT staff_editionwithdrawal_edition_id_key UNIQUE (edition_id);
ALTER TABLE ONLY public.staff_editionwithdrawal
    ADD CONSTRAINT staff_editionwithdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_number_key UNIQUE (number);
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.staff_employeehistory
    ADD CONSTRAINT staff_employeehistory_pkey PRIMARY KEY (pgh_id);
ALTER TABLE ONLY public.staff_enrolment
    ADD CONSTRAINT staff_enrolment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_entry
    ADD CONSTRAINT staff_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_finding
    ADD CONSTRAINT staff_finding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_handover
    ADD CONSTRAINT staff_handover_duty_id_key UNIQUE (duty_id);
ALTER TABLE ONLY public.staff_handover
    ADD CONSTRAINT staff_handover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_holiday
    ADD CONSTRAINT staff_holiday_day_key UNIQUE (day);
ALTER TABLE ONLY public.staff_holiday
    ADD CONSTRAINT staff_holiday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_housetext
    ADD CONSTRAINT staff_housetext_code_key UNIQUE (code);
ALTER TABLE ONLY public.staff_housetext
    ADD CONSTRAINT staff_housetext_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_jobtype
    ADD CONSTRAINT staff_jobtype_code_key UNIQUE (code);
ALTER TABLE ONLY public.staff_jobtype
    ADD CONSTRAINT staff_jobtype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_lapse
    ADD CONSTRAINT staff_lapse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_leavecertificate
    ADD CONSTRAINT staff_leavecertificate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT staff_leaveentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_leaverequest
    ADD CONSTRAINT staff_leaverequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_levelgrant
    ADD CONSTRAINT staff_levelgrant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_meeting
    ADD CONSTRAINT staff_meeting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_meeting_present
    ADD CONSTRAINT staff_meeting_present_meeting_id_employee_id_85553c82_uniq UNIQUE (meeting_id, employee_id);
ALTER TABLE ONLY public.staff_meeting_present
    ADD CONSTRAINT staff_meeting_present_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_noticeread
    ADD CONSTRAINT staff_noticeread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_opening
    ADD CONSTRAINT staff_opening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_paper
    ADD CONSTRAINT staff_paper_number_key UNIQUE (number);
ALTER TABLE ONLY public.staff_paper
    ADD CONSTRAINT staff_paper_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_paperversion
    ADD CONSTRAINT staff_paperversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_pattern
    ADD CONSTRAINT staff_pattern_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_patternmember
    ADD CONSTRAINT staff_patternmember_employee_id_key UNIQUE (employee_id);
ALTER TABLE ONLY public.staff_patternmember
    ADD CONSTRAINT staff_patternmember_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_patternstep
    ADD CONSTRAINT staff_patternstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_paygrade
    ADD CONSTRAINT staff_paygrade_code_key UNIQUE (code);
ALTER TABLE ONLY public.staff_paygrade
    ADD CONSTRAINT staff_paygrade_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_payline
    ADD CONSTRAINT staff_payline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_payplacement
    ADD CONSTRAINT staff_payplacement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_payrate
    ADD CONSTRAINT staff_payrate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_payrun
    ADD CONSTRAINT staff_payrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_payslip
    ADD CONSTRAINT staff_payslip_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_position
    ADD CONSTRAINT staff_position_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_punch
    ADD CONSTRAINT staff_punch_correction_id_key UNIQUE (correction_id);
ALTER TABLE ONLY public.staff_punch
    ADD CONSTRAINT staff_punch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_qualificationreview
    ADD CONSTRAINT staff_qualificationreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_release
    ADD CONSTRAINT staff_release_duty_id_key UNIQUE (duty_id);
ALTER TABLE ONLY public.staff_release
    ADD CONSTRAINT staff_release_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_rostermonth
    ADD CONSTRAINT staff_rostermonth_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_round
    ADD CONSTRAINT staff_round_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_roundplan
    ADD CONSTRAINT staff_roundplan_area_key UNIQUE (area);
ALTER TABLE ONLY public.staff_roundplan
    ADD CONSTRAINT staff_roundplan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_seat
    ADD CONSTRAINT staff_seat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_seat
    ADD CONSTRAINT staff_seat_title_key UNIQUE (title);
ALTER TABLE ONLY public.staff_shiftkind
    ADD CONSTRAINT staff_shiftkind_code_key UNIQUE (code);
ALTER TABLE ONLY public.staff_shiftkind
    ADD CONSTRAINT staff_shiftkind_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_swapshare
    ADD CONSTRAINT staff_swapshare_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_target
    ADD CONSTRAINT staff_target_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_targetreport
    ADD CONSTRAINT staff_targetreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_textacknowledgement
    ADD CONSTRAINT staff_textacknowledgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_textedition
    ADD CONSTRAINT staff_textedition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_trainingrecord
    ADD CONSTRAINT staff_trainingrecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_trainingseat
    ADD CONSTRAINT staff_trainingseat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_trainingsession
    ADD CONSTRAINT staff_trainingsession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_visit
    ADD CONSTRAINT staff_visit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_vote
    ADD CONSTRAINT staff_vote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_vote
    ADD CONSTRAINT staff_vote_resolution_id_key UNIQUE (resolution_id);
ALTER TABLE ONLY public.staff_textedition
    ADD CONSTRAINT text_edition_once UNIQUE (text_id, number);
ALTER TABLE ONLY public.notifications_notice
    ADD CONSTRAINT told_once UNIQUE (person_id, key);
ALTER TABLE ONLY public.staff_trainingrecord
    ADD CONSTRAINT trained_once_a_day UNIQUE (course_id, employee_id, held_on);
ALTER TABLE ONLY public.staff_trainingseat
    ADD CONSTRAINT training_seat_once UNIQUE (session_id, employee_id);
ALTER TABLE ONLY public.uploads_privatefile
    ADD CONSTRAINT uploads_privatefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_address_user_id_c8c74ddf ON public.accounts_address USING btree (user_id);
CREATE INDEX accounts_signin_user_id_700b4e69 ON public.accounts_signin USING btree (user_id);
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_phone_hash_7d698bcc_like ON public.accounts_user USING btree (phone_hash varchar_pattern_ops);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);
CREATE INDEX act_actor ON public.audit_act USING btree (actor_id, id);
CREATE INDEX act_subject ON public.audit_act USING btree (subject_kind, subject_id, id);
CREATE INDEX act_transaction ON public.audit_act USING btree (transaction);
CREATE INDEX application_person ON public.merchants_application USING btree (person_hash) WHERE (NOT ((person_hash)::text = ''::text));
CREATE INDEX application_uscc ON public.merchants_application USING btree (uscc) WHERE (NOT ((uscc)::text = ''::text));
CREATE INDEX attendance_of_employee ON public.staff_attendanceresult USING btree (employee_id, day);
CREATE INDEX audit_act_actor_id_66e8d079 ON public.audit_act USING btree (actor_id);
CREATE INDEX audit_look_viewer_id_c98fd150 ON public.audit_look USING btree (viewer_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX blocked_identity ON public.staff_blockedvisitor USING btree (identity_hash) WHERE (NOT ((identity_hash)::text = ''::text));
CREATE INDEX blocked_phone ON public.staff_blockedvisitor USING btree (phone_hash) WHERE (NOT ((phone_hash)::text = ''::text));
CREATE INDEX campaign_times ON public.catalog_campaign USING btree (ends_at, starts_at);
CREATE INDEX catalog_campaign_category_id_1b1a9fc4 ON public.catalog_campaign USING btree (category_id);
CREATE INDEX catalog_campaign_created_by_id_6533c993 ON public.catalog_campaign USING btree (created_by_id);
CREATE INDEX catalog_campaign_product_id_f6c27667 ON public.catalog_campaign USING btree (product_id);
CREATE INDEX catalog_campaign_shop_id_a3117276 ON public.catalog_campaign USING btree (shop_id);
CREATE INDEX catalog_category_parent_id_f61bd017 ON public.catalog_category USING btree (parent_id);
CREATE INDEX catalog_category_slug_dbf63ad0_like ON public.catalog_category USING btree (slug varchar_pattern_ops);
CREATE INDEX catalog_categoryattribute_category_id_ac895c31 ON public.catalog_categoryattribute USING btree (category_id);
CREATE INDEX catalog_favourite_product_id_90c4feb7 ON public.catalog_favourite USING btree (product_id);
CREATE INDEX catalog_favourite_shop_id_9c1bcad9 ON public.catalog_favourite USING btree (shop_id);
CREATE INDEX catalog_favourite_user_id_321f4515 ON public.catalog_favourite USING btree (user_id);
CREATE INDEX catalog_importchange_product_id_cffacd4d ON public.catalog_importchange USING btree (product_id);
CREATE INDEX catalog_importchange_run_id_0850aac1 ON public.catalog_importchange USING btree (run_id);
CREATE INDEX catalog_importrun_asked_by_id_6ed33aa5 ON public.catalog_importrun USING btree (asked_by_id);
CREATE INDEX catalog_importrun_file_id_5f5619a0 ON public.catalog_importrun USING btree (file_id);
CREATE INDEX catalog_importrun_imported_by_id_1965f93c ON public.catalog_importrun USING btree (imported_by_id);
CREATE INDEX catalog_importrun_shop_id_2b0efa89 ON public.catalog_importrun USING btree (shop_id);
CREATE INDEX catalog_movement_actor_id_e2b821e8 ON public.catalog_movement USING btree (actor_id);
CREATE INDEX catalog_movement_sku_id_e7b4602a ON public.catalog_movement USING btree (sku_id);
CREATE INDEX catalog_picture_product_id_e598270e ON public.catalog_picture USING btree (product_id);
CREATE INDEX catalog_pricerecord_changed_by_id_659c69ed ON public.catalog_pricerecord USING btree (changed_by_id);
CREATE INDEX catalog_pricerecord_sku_id_7a998488 ON public.catalog_pricerecord USING btree (sku_id);
CREATE INDEX catalog_product_category_id_35bf920b ON public.catalog_product USING btree (category_id);
CREATE INDEX catalog_product_freight_template_id_47033bea ON public.catalog_product USING btree (freight_template_id);
CREATE INDEX catalog_product_shop_id_8ebb3f92 ON public.catalog_product USING btree (shop_id);
CREATE INDEX catalog_producthistory_category_id_0af25da8 ON public.catalog_producthistory USING btree (category_id);
CREATE INDEX catalog_producthistory_pgh_obj_id_ece9ffa3 ON public.catalog_producthistory USING btree (pgh_obj_id);
CREATE INDEX catalog_reservation_sku_id_6c45189c ON public.catalog_reservation USING btree (sku_id);
CREATE INDEX catalog_sku_product_id_6332277c ON public.catalog_sku USING btree (product_id);
CREATE INDEX catalog_sku_shop_id_f988c28c ON public.catalog_sku USING btree (shop_id);
CREATE INDEX clock_dead ON public.deadlines_clock USING btree (id) WHERE ((state)::text = 'dead'::text);
CREATE INDEX clock_due ON public.deadlines_clock USING btree (due_at) WHERE ((state)::text = 'running'::text);
CREATE INDEX clock_ended ON public.deadlines_clock USING btree (ended_at) WHERE (NOT ((state)::text = 'running'::text));
CREATE INDEX clock_owner ON public.deadlines_clock USING btree (owner_kind, owner_id, due_at) WHERE ((state)::text = 'running'::text);
CREATE INDEX clock_subject ON public.deadlines_clock USING btree (subject_kind, subject_id);
CREATE INDEX clock_wake ON public.deadlines_clock USING btree (wake_at, id) WHERE ((state)::text = 'running'::text);
CREATE INDEX code_due ON public.notifications_delivery USING btree (next_try_at, id) WHERE ((expires_at IS NOT NULL) AND ((state)::text = 'pending'::text));
CREATE INDEX delivery_due ON public.notifications_delivery USING btree (next_try_at, id) WHERE ((state)::text = 'pending'::text);
CREATE INDEX dispatch_sheet_open ON public.orders_dispatchsheet USING btree (started_at) WHERE ((state)::text = 'shipping'::text);
CREATE INDEX dispatch_sheet_shop ON public.orders_dispatchsheet USING btree (shop_id, id DESC);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX document_shop ON public.merchants_document USING btree (shop_id, type);
CREATE INDEX duty_day ON public.staff_duty USING btree (work_day, employee_id);
CREATE INDEX duty_span ON public.staff_duty USING btree (starts_at, ends_at);
CREATE UNIQUE INDEX enrolled_once_in_a_kind ON public.staff_enrolment USING btree (employee_id, kind) WHERE (to_on IS NULL);
CREATE INDEX entry_account ON public.orders_entry USING btree (account_id, id);
CREATE INDEX entry_department ON public.staff_entry USING btree (department_id, kind, state);
CREATE INDEX entry_owner ON public.staff_entry USING btree (owner_id, state);
CREATE INDEX finding_state ON public.staff_finding USING btree (state, due_on);
CREATE INDEX handover_waiting ON public.staff_handover USING btree (department_id) WHERE ((state)::text = 'offered'::text);
CREATE UNIQUE INDEX held_once_a_clause ON public.orders_payouthold USING btree (order_id, clause) WHERE (lifted_at IS NULL);
CREATE INDEX hold_open ON public.orders_payouthold USING btree (shop_id, until_at) WHERE (lifted_at IS NULL);
CREATE INDEX idempotency_key_person_id_bf28a9bd ON public.idempotency_key USING btree (person_id);
CREATE INDEX import_run_at_work ON public.catalog_importrun USING btree (queued_at) WHERE ((state)::text = ANY ((ARRAY['checking'::character varying, 'importing'::character varying, 'undoing'::character varying])::text[]));
CREATE INDEX import_run_shop ON public.catalog_importrun USING btree (shop_id, id DESC);
CREATE UNIQUE INDEX invited_once_at_a_time ON public.merchants_invitation USING btree (shop_id, address_hash) WHERE ((state)::text = 'open'::text);
CREATE INDEX journal_subject ON public.orders_journal USING btree (subject_kind, subject_id);
CREATE INDEX key_at ON public.idempotency_key USING btree (at);
CREATE INDEX leave_asked ON public.staff_leaverequest USING btree (asked_at) WHERE ((state)::text = 'asked'::text);
CREATE UNIQUE INDEX leave_booked_once ON public.staff_leaveentry USING btree (request_id, year, reason) WHERE ((request_id IS NOT NULL) AND (run_id IS NULL));
CREATE INDEX leave_entry_account ON public.staff_leaveentry USING btree (employee_id, kind, year);
CREATE UNIQUE INDEX leave_granted_once ON public.staff_leaveentry USING btree (employee_id, kind, year) WHERE ((reason)::text = 'grant'::text);
CREATE INDEX leave_of_employee ON public.staff_leaverequest USING btree (employee_id, starts_at);
CREATE INDEX line_sku_order ON public.orders_orderline USING btree (sku_id, order_id);
CREATE INDEX look_subject ON public.audit_look USING btree (subject_kind, subject_id, id);
CREATE INDEX look_viewer ON public.audit_look USING btree (viewer_id, at);
CREATE INDEX merchants_agreementsignature_application_id_85d0dfec ON public.merchants_agreementsignature USING btree (application_id);
CREATE INDEX merchants_agreementsignature_signer_id_a3cf6105 ON public.merchants_agreementsignature USING btree (signer_id);
CREATE INDEX merchants_appeal_appealed_by_id_92c757d0 ON public.merchants_appeal USING btree (appealed_by_id);
CREATE INDEX merchants_application_applicant_id_df436d5a ON public.merchants_application USING btree (applicant_id);
CREATE INDEX merchants_ban_shop_id_034557fa ON public.merchants_ban USING btree (shop_id);
CREATE INDEX merchants_dailyreport_shop_id_35e292c3 ON public.merchants_dailyreport USING btree (shop_id);
CREATE INDEX merchants_demand_asked_by_id_b22ea922 ON public.merchants_demand USING btree (asked_by_id);
CREATE INDEX merchants_demand_shop_id_3bd40285 ON public.merchants_demand USING btree (shop_id);
CREATE INDEX merchants_document_application_id_4447632e ON public.merchants_document USING btree (application_id);
CREATE INDEX merchants_document_file_id_40fd5cc4 ON public.merchants_document USING btree (file_id);
CREATE INDEX merchants_document_shop_id_98f640f7 ON public.merchants_document USING btree (shop_id);
CREATE INDEX merchants_freightrate_template_id_37bbd9be ON public.merchants_freightrate USING btree (template_id);
CREATE INDEX merchants_freighttemplate_shop_id_2d54b3f2 ON public.merchants_freighttemplate USING btree (shop_id);
CREATE INDEX merchants_holiday_planned_by_id_9bb22e7c ON public.merchants_holiday USING btree (planned_by_id);
CREATE INDEX merchants_holiday_shop_id_43deea58 ON public.merchants_holiday USING btree (shop_id);
CREATE INDEX merchants_invitation_accepted_by_id_d8b82e2d ON public.merchants_invitation USING btree (accepted_by_id);
CREATE INDEX merchants_invitation_invited_by_id_6aeb8522 ON public.merchants_invitation USING btree (invited_by_id);
CREATE INDEX merchants_invitation_shop_id_c2b77631 ON public.merchants_invitation USING btree (shop_id);
CREATE INDEX merchants_invitation_token_hash_74535de2_like ON public.merchants_invitation USING btree (token_hash varchar_pattern_ops);
CREATE INDEX merchants_member_shop_id_83b4daa5 ON public.merchants_member USING btree (shop_id);
CREATE INDEX merchants_member_user_id_6a0f9954 ON public.merchants_member USING btree (user_id);
CREATE INDEX merchants_sanction_decided_by_id_842e306d ON public.merchants_sanction USING btree (decided_by_id);
CREATE INDEX merchants_sanction_shop_id_33691fa0 ON public.merchants_sanction USING btree (shop_id);
CREATE INDEX merchants_sanction_violation_id_a908bf8d ON public.merchants_sanction USING btree (violation_id);
CREATE INDEX merchants_shop_name_d849d076_like ON public.merchants_shop USING btree (name varchar_pattern_ops);
CREATE INDEX merchants_shop_slug_d129b2d0_like ON public.merchants_shop USING btree (slug varchar_pattern_ops);
CREATE INDEX merchants_shophistory_pgh_obj_id_c788aa9b ON public.merchants_shophistory USING btree (pgh_obj_id);
CREATE INDEX merchants_violation_reported_by_id_4da7fd70 ON public.merchants_violation USING btree (reported_by_id);
CREATE INDEX merchants_violation_shop_id_4b88922f ON public.merchants_violation USING btree (shop_id);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX movement_sku ON public.catalog_movement USING btree (sku_id, id);
CREATE INDEX movement_subject ON public.catalog_movement USING btree (subject_kind, subject_id);
CREATE INDEX notice_unread ON public.notifications_notice USING btree (person_id) WHERE (read_at IS NULL);
CREATE INDEX notifications_delivery_key_184a76b7_like ON public.notifications_delivery USING btree (key varchar_pattern_ops);
CREATE INDEX notifications_delivery_person_id_3614c5a9 ON public.notifications_delivery USING btree (person_id);
CREATE INDEX notifications_notice_person_id_d7ad3aad ON public.notifications_notice USING btree (person_id);
CREATE UNIQUE INDEX one_accepted_document_a_type_and_shop ON public.merchants_document USING btree (shop_id, type) WHERE ((state)::text = 'accepted'::text);
CREATE UNIQUE INDEX one_default_address ON public.accounts_address USING btree (user_id) WHERE is_default;
CREATE UNIQUE INDEX one_default_freight_a_shop ON public.merchants_freighttemplate USING btree (shop_id) WHERE is_default;
CREATE UNIQUE INDEX one_freight_rate_for_elsewhere ON public.merchants_freightrate USING btree (template_id) WHERE (divisions = '{}'::character varying(6)[]);
CREATE UNIQUE INDEX one_holiday_at_a_time ON public.merchants_holiday USING btree (shop_id) WHERE ((state)::text = ANY ((ARRAY['planned'::character varying, 'current'::character varying])::text[]));
CREATE UNIQUE INDEX one_import_at_work_a_shop ON public.catalog_importrun USING btree (shop_id) WHERE ((state)::text = ANY ((ARRAY['checking'::character varying, 'importing'::character varying, 'undoing'::character varying])::text[]));
CREATE UNIQUE INDEX one_open_application_a_person ON public.merchants_application USING btree (applicant_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'more_asked'::character varying, 'passed'::character varying])::text[]));
CREATE UNIQUE INDEX one_open_clearance ON public.staff_clearance USING btree (employee_id) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX one_open_correction ON public.staff_correction USING btree (duty_id, kind) WHERE ((state)::text = 'asked'::text);
CREATE UNIQUE INDEX one_pay_run_is_drafted ON public.staff_payrun USING btree (state) WHERE ((state)::text = 'draft'::text);
CREATE UNIQUE INDEX one_payout_account_in_use ON public.orders_payoutaccount USING btree (shop_id) WHERE ((state)::text = 'effective'::text);
CREATE UNIQUE INDEX one_payout_account_waiting ON public.orders_payoutaccount USING btree (shop_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX one_payout_under_way ON public.orders_payout USING btree (shop_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'instructed'::character varying, 'failed'::character varying])::text[]));
CREATE UNIQUE INDEX one_round_due_a_plan ON public.staff_round USING btree (plan_id) WHERE ((state)::text = 'due'::text);
CREATE UNIQUE INDEX one_running_clock_per_stage ON public.deadlines_clock USING btree (subject_kind, subject_id, rule, stage) WHERE ((state)::text = 'running'::text);
CREATE INDEX order_buyer ON public.orders_order USING btree (buyer_id, placed_at DESC, id DESC);
CREATE INDEX order_cancelled ON public.orders_order USING btree (cancelled_at) WHERE (paid_at IS NOT NULL);
CREATE INDEX order_fulfilment ON public.orders_order USING btree (fulfilment, id DESC);
CREATE INDEX order_late ON public.orders_order USING btree (shop_id, placed_at DESC, id DESC) WHERE (late_at IS NOT NULL);
CREATE INDEX order_paid ON public.orders_order USING btree (paid_at) WHERE (paid_at IS NOT NULL);
CREATE INDEX order_shop ON public.orders_order USING btree (shop_id, placed_at DESC, id DESC);
CREATE INDEX order_shop_state ON public.orders_order USING btree (shop_id, state, placed_at DESC, id DESC);
CREATE INDEX order_state ON public.orders_order USING btree (state, id DESC);
CREATE INDEX order_to_ship ON public.orders_order USING btree (fulfilment, paid_at) WHERE ((state)::text = 'paid'::text);
CREATE INDEX orders_account_shop_id_47445dd8 ON public.orders_account USING btree (shop_id);
CREATE INDEX orders_cart_token_2106f52e_like ON public.orders_cart USING btree (token varchar_pattern_ops);
CREATE INDEX orders_cartline_cart_id_af5e6867 ON public.orders_cartline USING btree (cart_id);
CREATE INDEX orders_cartline_sku_id_d7cfb976 ON public.orders_cartline USING btree (sku_id);
CREATE INDEX orders_commissionrate_category_id_8fd8b1ac ON public.orders_commissionrate USING btree (category_id);
CREATE INDEX orders_commissionrate_shop_id_2b996136 ON public.orders_commissionrate USING btree (shop_id);
CREATE INDEX orders_dispatchrow_order_id_80083da5 ON public.orders_dispatchrow USING btree (order_id);
CREATE INDEX orders_dispatchrow_sheet_id_b2dbbc1a ON public.orders_dispatchrow USING btree (sheet_id);
CREATE INDEX orders_dispatchrow_shipment_id_c4c7a4ab ON public.orders_dispatchrow USING btree (shipment_id);
CREATE INDEX orders_dispatchsheet_shop_id_c0c1f918 ON public.orders_dispatchsheet USING btree (shop_id);
CREATE INDEX orders_dispatchsheet_started_by_id_25c26639 ON public.orders_dispatchsheet USING btree (started_by_id);
CREATE INDEX orders_dispatchsheet_uploaded_by_id_e32191bd ON public.orders_dispatchsheet USING btree (uploaded_by_id);
CREATE INDEX orders_entry_account_id_3f8d6d61 ON public.orders_entry USING btree (account_id);
CREATE INDEX orders_entry_journal_id_d15192e8 ON public.orders_entry USING btree (journal_id);
CREATE INDEX orders_eventreview_reviewed_by_id_98ee7f3c ON public.orders_eventreview USING btree (reviewed_by_id);
CREATE INDEX orders_journal_key_a4b29d70_like ON public.orders_journal USING btree (key varchar_pattern_ops);
CREATE INDEX orders_journal_posted_by_id_b379c281 ON public.orders_journal USING btree (posted_by_id);
CREATE INDEX orders_order_buyer_id_26195532 ON public.orders_order USING btree (buyer_id);
CREATE INDEX orders_order_number_abc9e0f2_like ON public.orders_order USING btree (number varchar_pattern_ops);
CREATE INDEX orders_order_shop_id_b562fb3d ON public.orders_order USING btree (shop_id);
CREATE INDEX orders_order_trade_id_a2d29ddc ON public.orders_order USING btree (trade_id);
CREATE INDEX orders_orderline_category_id_0e6ff9a1 ON public.orders_orderline USING btree (category_id);
CREATE INDEX orders_orderline_order_id_17f8f3ef ON public.orders_orderline USING btree (order_id);
CREATE INDEX orders_parcelreport_shipment_id_7f6ced1a ON public.orders_parcelreport USING btree (shipment_id);
CREATE INDEX orders_payment_number_f0e22870_like ON public.orders_payment USING btree (number varchar_pattern_ops);
CREATE INDEX orders_payment_trade_id_225a1188 ON public.orders_payment USING btree (trade_id);
CREATE INDEX orders_paymentevent_payment_id_7b3552b0 ON public.orders_paymentevent USING btree (payment_id);
CREATE INDEX orders_payout_account_id_633ca9f4 ON public.orders_payout USING btree (account_id);
CREATE INDEX orders_payout_drafted_by_id_136c56af ON public.orders_payout USING btree (drafted_by_id);
CREATE INDEX orders_payout_number_101494d6_like ON public.orders_payout USING btree (number varchar_pattern_ops);
CREATE INDEX orders_payout_shop_id_d9f3c938 ON public.orders_payout USING btree (shop_id);
CREATE INDEX orders_payoutaccount_requested_by_id_7c96c33d ON public.orders_payoutaccount USING btree (requested_by_id);
CREATE INDEX orders_payoutaccount_shop_id_accc9de2 ON public.orders_payoutaccount USING btree (shop_id);
CREATE INDEX orders_payoutevent_payout_id_688dd68e ON public.orders_payoutevent USING btree (payout_id);
CREATE INDEX orders_payouteventreview_reviewed_by_id_68f754e6 ON public.orders_payouteventreview USING btree (reviewed_by_id);
CREATE INDEX orders_payouthold_order_id_8e1343a9 ON public.orders_payouthold USING btree (order_id);
CREATE INDEX orders_payouthold_shop_id_ec354e9b ON public.orders_payouthold USING btree (shop_id);
CREATE INDEX orders_progress_order_id_20c666d9 ON public.orders_progress USING btree (order_id);
CREATE INDEX orders_refund_asked_by_id_5342934c ON public.orders_refund USING btree (asked_by_id);
CREATE INDEX orders_refund_number_a104b5a2_like ON public.orders_refund USING btree (number varchar_pattern_ops);
CREATE INDEX orders_refund_order_id_43062cb7 ON public.orders_refund USING btree (order_id);
CREATE INDEX orders_refund_payment_id_a6b07753 ON public.orders_refund USING btree (payment_id);
CREATE INDEX orders_reply_written_by_id_c52e18c5 ON public.orders_reply USING btree (written_by_id);
CREATE INDEX orders_review_buyer_id_a868c5bb ON public.orders_review USING btree (buyer_id);
CREATE INDEX orders_review_product_id_fcb3225d ON public.orders_review USING btree (product_id);
CREATE INDEX orders_review_shop_id_b5d2c0b3 ON public.orders_review USING btree (shop_id);
CREATE INDEX orders_sandboxcharge_number_3ba34342_like ON public.orders_sandboxcharge USING btree (number varchar_pattern_ops);
CREATE INDEX orders_sandboxpayout_number_18f0d933_like ON public.orders_sandboxpayout USING btree (number varchar_pattern_ops);
CREATE INDEX orders_sandboxrefund_charge_id_e67ea052 ON public.orders_sandboxrefund USING btree (charge_id);
CREATE INDEX orders_sandboxrefund_number_e4cbe499_like ON public.orders_sandboxrefund USING btree (number varchar_pattern_ops);
CREATE INDEX orders_shipment_order_id_661ed8ed ON public.orders_shipment USING btree (order_id);
CREATE INDEX orders_shipment_refund_id_0be48854 ON public.orders_shipment USING btree (refund_id);
CREATE INDEX orders_shipment_shipped_by_id_fa3d9bef ON public.orders_shipment USING btree (shipped_by_id);
CREATE INDEX orders_shipmentline_line_id_199620aa ON public.orders_shipmentline USING btree (line_id);
CREATE INDEX orders_shipmentline_shipment_id_fa484a42 ON public.orders_shipmentline USING btree (shipment_id);
CREATE INDEX orders_soldname_shop_id_c56d9231 ON public.orders_soldname USING btree (shop_id);
CREATE INDEX orders_trade_buyer_id_19575f62 ON public.orders_trade USING btree (buyer_id);
CREATE INDEX orders_trade_cancelled_by_id_ee5a3207 ON public.orders_trade USING btree (cancelled_by_id);
CREATE INDEX orders_trade_number_e05c642e_like ON public.orders_trade USING btree (number varchar_pattern_ops);
CREATE INDEX parcel_number ON public.orders_shipment USING btree (tracking_number varchar_pattern_ops);
CREATE INDEX parcel_to_answer ON public.orders_shipment USING btree (answer_due_at) WHERE (answer_due_at IS NOT NULL);
CREATE INDEX parcel_to_decide ON public.orders_shipment USING btree (contested_at) WHERE ((contested_at IS NOT NULL) AND (decided_at IS NULL));
CREATE INDEX pay_line_month ON public.staff_payline USING btree (month_on, payslip_id);
CREATE UNIQUE INDEX pay_run_once ON public.staff_payrun USING btree (first_on, number) WHERE (NOT ((state)::text = 'discarded'::text));
CREATE INDEX payment_to_ask ON public.orders_payment USING btree (ask_at) WHERE (NOT ((state)::text = 'captured'::text));
CREATE INDEX payout_account_number ON public.orders_payoutaccount USING btree (number_hash);
CREATE INDEX payout_account_shop ON public.orders_payoutaccount USING btree (shop_id, id DESC);
CREATE INDEX payout_due ON public.orders_payout USING btree (next_try_at) WHERE ((state)::text = 'instructed'::text);
CREATE INDEX payout_shop ON public.orders_payout USING btree (shop_id, id DESC);
CREATE INDEX payout_state ON public.orders_payout USING btree (state, id DESC);
CREATE INDEX price_record_sku ON public.catalog_pricerecord USING btree (sku_id, at);
CREATE INDEX private_file_subject ON public.uploads_privatefile USING btree (subject_kind, subject_id);
CREATE INDEX product_facets ON public.catalog_product USING gin (facets);
CREATE INDEX product_pinyin ON public.catalog_product USING gin (pinyin);
CREATE INDEX product_search ON public.catalog_product USING gin (search);
CREATE INDEX product_shop_new ON public.catalog_product USING btree (shop_id, on_sale_at DESC, id DESC) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX product_shop_price ON public.catalog_product USING btree (shop_id, price_from, id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX product_shop_sold ON public.catalog_product USING btree (shop_id, sales_count DESC, id DESC) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX product_shop_state ON public.catalog_product USING btree (shop_id, state, id DESC);
CREATE INDEX product_sold_out ON public.catalog_product USING btree (id) WHERE (NOT in_stock);
CREATE INDEX product_submitted ON public.catalog_product USING btree (id) WHERE ((state)::text = 'submitted'::text);
CREATE INDEX progress_order ON public.orders_progress USING btree (order_id, at);
CREATE INDEX punch_device ON public.staff_punch USING btree (device, at);
CREATE INDEX punch_duty ON public.staff_punch USING btree (duty_id, kind);
CREATE INDEX refund_due ON public.orders_refund USING btree (next_try_at) WHERE ((state)::text = 'asked'::text);
CREATE INDEX refusal_clause ON public.rulebook_refusal USING btree (clause, at);
CREATE INDEX reservation_held ON public.catalog_reservation USING btree (sku_id) WHERE ((state)::text = 'held'::text);
CREATE UNIQUE INDEX reserved_once_a_holder ON public.catalog_reservation USING btree (holder_kind, holder_id, sku_id) WHERE ((state)::text = 'held'::text);
CREATE INDEX review_product ON public.orders_review USING btree (product_id, id DESC);
CREATE INDEX review_product_rating ON public.orders_review USING btree (product_id, rating, id DESC);
CREATE INDEX review_shop ON public.orders_review USING btree (shop_id, id DESC);
CREATE INDEX review_written ON public.orders_review USING btree (written_at);
CREATE INDEX rulebook_acknowledgement_edition_id_f94c0950 ON public.rulebook_acknowledgement USING btree (edition_id);
CREATE INDEX rulebook_acknowledgement_person_id_f4ee587a ON public.rulebook_acknowledgement USING btree (person_id);
CREATE INDEX rulebook_amendment_announced_by_id_01a653a7 ON public.rulebook_amendment USING btree (announced_by_id);
CREATE INDEX rulebook_amendment_resolution_id_f942de1b ON public.rulebook_amendment USING btree (resolution_id);
CREATE INDEX rulebook_refusal_actor_id_cbb56e8e ON public.rulebook_refusal USING btree (actor_id);
CREATE INDEX rulebook_resolution_number_7b47e330_like ON public.rulebook_resolution USING btree (number varchar_pattern_ops);
CREATE INDEX rulebook_resolution_recorded_by_id_618ec910 ON public.rulebook_resolution USING btree (recorded_by_id);
CREATE INDEX sanction_active ON public.merchants_sanction USING btree (shop_id, kind) WHERE ((state)::text = 'active'::text);
CREATE UNIQUE INDEX session_once_at_a_time ON public.staff_trainingsession USING btree (course_id, starts_at) WHERE (NOT ((state)::text = 'cancelled'::text));
CREATE INDEX shelf_by_newest ON public.catalog_product USING btree (on_sale_at DESC, id DESC) INCLUDE (category_id, shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX shelf_by_price ON public.catalog_product USING btree (price_from, id) INCLUDE (category_id, shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX shelf_by_sales ON public.catalog_product USING btree (sales_count DESC, id DESC) INCLUDE (category_id, shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX shelf_of_newest ON public.catalog_product USING btree (category_id, on_sale_at DESC, id DESC) INCLUDE (shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX shelf_of_price ON public.catalog_product USING btree (category_id, price_from, id) INCLUDE (shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE INDEX shelf_of_sales ON public.catalog_product USING btree (category_id, sales_count DESC, id DESC) INCLUDE (shop_id) WHERE ((state)::text = 'on_sale'::text);
CREATE UNIQUE INDEX shop_held_once_a_clause ON public.orders_payouthold USING btree (shop_id, clause) WHERE ((lifted_at IS NULL) AND (order_id IS NULL));
CREATE INDEX sign_in_user ON public.accounts_signin USING btree (user_id, id DESC);
CREATE INDEX signature_subject ON public.signatures_signature USING btree (subject_kind, subject_id, id);
CREATE INDEX signatures_party_person_id_01bd74b0 ON public.signatures_party USING btree (person_id);
CREATE INDEX signatures_signature_party_id_56af062c ON public.signatures_signature USING btree (party_id);
CREATE INDEX sold_name_search ON public.orders_soldname USING gin (search);
CREATE INDEX staff_application_applicant_id_99c0f6e9 ON public.staff_application USING btree (applicant_id);
CREATE INDEX staff_application_opening_id_375a61b2 ON public.staff_application USING btree (opening_id);
CREATE INDEX staff_appraisal_cycle_id_672134c2 ON public.staff_appraisal USING btree (cycle_id);
CREATE INDEX staff_appraisal_employee_id_67dff9aa ON public.staff_appraisal USING btree (employee_id);
CREATE INDEX staff_attendanceresult_employee_id_fe0b661b ON public.staff_attendanceresult USING btree (employee_id);
CREATE INDEX staff_blockedvisitor_blocked_by_id_b4fe3906 ON public.staff_blockedvisitor USING btree (blocked_by_id);
CREATE INDEX staff_breach_employee_id_7184db67 ON public.staff_breach USING btree (employee_id);
CREATE INDEX staff_breach_recorded_by_id_8f7064b3 ON public.staff_breach USING btree (recorded_by_id);
CREATE INDEX staff_breachwithdrawal_withdrawn_by_id_7609115f ON public.staff_breachwithdrawal USING btree (withdrawn_by_id);
CREATE INDEX staff_clearance_employee_id_2cd0916a ON public.staff_clearance USING btree (employee_id);
CREATE INDEX staff_clearance_opened_by_id_cec47373 ON public.staff_clearance USING btree (opened_by_id);
CREATE INDEX staff_clearanceline_clearance_id_f6a36136 ON public.staff_clearanceline USING btree (clearance_id);
CREATE INDEX staff_clearanceline_department_id_a6adcd68 ON public.staff_clearanceline USING btree (department_id);
CREATE INDEX staff_clearanceline_signed_by_id_d6eb4f36 ON public.staff_clearanceline USING btree (signed_by_id);
CREATE INDEX staff_correction_decided_by_id_2e75bdec ON public.staff_correction USING btree (decided_by_id);
CREATE INDEX staff_correction_duty_id_6854300c ON public.staff_correction USING btree (duty_id);
CREATE INDEX staff_correction_employee_id_8da1a541 ON public.staff_correction USING btree (employee_id);
CREATE INDEX staff_course_department_id_6160afd5 ON public.staff_course USING btree (department_id);
CREATE INDEX staff_cover_department_id_9d4c2938 ON public.staff_cover USING btree (department_id);
CREATE INDEX staff_cycle_title_05cd7fc8_like ON public.staff_cycle USING btree (title varchar_pattern_ops);
CREATE INDEX staff_decision_appraisal_id_441286b3 ON public.staff_decision USING btree (appraisal_id);
CREATE INDEX staff_decision_breach_id_e4c9803f ON public.staff_decision USING btree (breach_id);
CREATE INDEX staff_decision_decided_by_id_64c0d5b0 ON public.staff_decision USING btree (decided_by_id);
CREATE INDEX staff_decision_employee_id_525daad9 ON public.staff_decision USING btree (employee_id);
CREATE INDEX staff_decision_position_id_7527235c ON public.staff_decision USING btree (position_id);
CREATE INDEX staff_department_code_3896104b_like ON public.staff_department USING btree (code varchar_pattern_ops);
CREATE INDEX staff_department_head_id_54b2516e ON public.staff_department USING btree (head_id);
CREATE INDEX staff_duty_employee_id_9731436f ON public.staff_duty USING btree (employee_id);
CREATE INDEX staff_duty_kind_id_33263c76 ON public.staff_duty USING btree (kind_id);
CREATE INDEX staff_editionwithdrawal_withdrawn_by_id_3b23c6f0 ON public.staff_editionwithdrawal USING btree (withdrawn_by_id);
CREATE INDEX staff_employee_job_type_id_f31c7da7 ON public.staff_employee USING btree (job_type_id);
CREATE INDEX staff_employee_number_bd1e5e8d_like ON public.staff_employee USING btree (number varchar_pattern_ops);
CREATE INDEX staff_employee_position_id_74af0d61 ON public.staff_employee USING btree (position_id);
CREATE INDEX staff_employee_superior_id_b17982a9 ON public.staff_employee USING btree (superior_id);
CREATE INDEX staff_employeehistory_pgh_obj_id_9ffb70bc ON public.staff_employeehistory USING btree (pgh_obj_id);
CREATE INDEX staff_employeehistory_position_id_3bce3bfd ON public.staff_employeehistory USING btree (position_id);
CREATE INDEX staff_employeehistory_superior_id_5faa75c1 ON public.staff_employeehistory USING btree (superior_id);
CREATE INDEX staff_enrolment_employee_id_c6356741 ON public.staff_enrolment USING btree (employee_id);
CREATE INDEX staff_enrolment_enrolled_by_id_c270b3b6 ON public.staff_enrolment USING btree (enrolled_by_id);
CREATE INDEX staff_entry_department_id_3fc54677 ON public.staff_entry USING btree (department_id);
CREATE INDEX staff_entry_opened_by_id_bfffb0d3 ON public.staff_entry USING btree (opened_by_id);
CREATE INDEX staff_entry_owner_id_a3feaa86 ON public.staff_entry USING btree (owner_id);
CREATE INDEX staff_finding_closed_by_id_15594451 ON public.staff_finding USING btree (closed_by_id);
CREATE INDEX staff_finding_fixed_by_id_d3404c11 ON public.staff_finding USING btree (fixed_by_id);
CREATE INDEX staff_finding_owner_id_ba0dd25b ON public.staff_finding USING btree (owner_id);
CREATE INDEX staff_finding_round_id_7734a6ab ON public.staff_finding USING btree (round_id);
CREATE INDEX staff_handover_department_id_52addb39 ON public.staff_handover USING btree (department_id);
CREATE INDEX staff_handover_taken_by_id_34fa5b5c ON public.staff_handover USING btree (taken_by_id);
CREATE INDEX staff_housetext_code_05a0a0a2_like ON public.staff_housetext USING btree (code varchar_pattern_ops);
CREATE INDEX staff_jobtype_code_51d7c09b_like ON public.staff_jobtype USING btree (code varchar_pattern_ops);
CREATE INDEX staff_lapse_duty_id_f9bac270 ON public.staff_lapse USING btree (duty_id);
CREATE INDEX staff_lapse_employee_id_cccb616d ON public.staff_lapse USING btree (employee_id);
CREATE INDEX staff_lapse_recorded_by_id_45ab7345 ON public.staff_lapse USING btree (recorded_by_id);
CREATE INDEX staff_leavecertificate_request_id_7c86b03a ON public.staff_leavecertificate USING btree (request_id);
CREATE INDEX staff_leaveentry_booked_by_id_c118bf2a ON public.staff_leaveentry USING btree (booked_by_id);
CREATE INDEX staff_leaveentry_employee_id_54b00542 ON public.staff_leaveentry USING btree (employee_id);
CREATE INDEX staff_leaveentry_request_id_38dab9cf ON public.staff_leaveentry USING btree (request_id);
CREATE INDEX staff_leaveentry_run_id_1f309569 ON public.staff_leaveentry USING btree (run_id);
CREATE INDEX staff_leaverequest_asked_by_id_8993592d ON public.staff_leaverequest USING btree (asked_by_id);
CREATE INDEX staff_leaverequest_decided_by_id_b2f8b878 ON public.staff_leaverequest USING btree (decided_by_id);
CREATE INDEX staff_leaverequest_employee_id_7fa2e7a5 ON public.staff_leaverequest USING btree (employee_id);
CREATE INDEX staff_levelgrant_employee_id_e1bae38c ON public.staff_levelgrant USING btree (employee_id);
CREATE INDEX staff_levelgrant_granted_by_id_ce04baa8 ON public.staff_levelgrant USING btree (granted_by_id);
CREATE INDEX staff_levelgrant_position_id_ceae7fdb ON public.staff_levelgrant USING btree (position_id);
CREATE INDEX staff_meeting_present_employee_id_c05ceb6f ON public.staff_meeting_present USING btree (employee_id);
CREATE INDEX staff_meeting_present_meeting_id_03cde63f ON public.staff_meeting_present USING btree (meeting_id);
CREATE INDEX staff_meeting_recorded_by_id_a3796925 ON public.staff_meeting USING btree (recorded_by_id);
CREATE INDEX staff_notice_department_id_8cbc28ad ON public.staff_notice USING btree (department_id);
CREATE INDEX staff_notice_published_by_id_16c69e83 ON public.staff_notice USING btree (published_by_id);
CREATE INDEX staff_noticeread_employee_id_1456c671 ON public.staff_noticeread USING btree (employee_id);
CREATE INDEX staff_noticeread_notice_id_91f40454 ON public.staff_noticeread USING btree (notice_id);
CREATE INDEX staff_opening_position_id_b0e4da0c ON public.staff_opening USING btree (position_id);
CREATE INDEX staff_opening_published_by_id_0ec68f4a ON public.staff_opening USING btree (published_by_id);
CREATE INDEX staff_paper_department_id_4f02494f ON public.staff_paper USING btree (department_id);
CREATE INDEX staff_paper_number_ab652c07_like ON public.staff_paper USING btree (number varchar_pattern_ops);
CREATE INDEX staff_paper_owner_id_09ae03e2 ON public.staff_paper USING btree (owner_id);
CREATE INDEX staff_paperversion_added_by_id_c424ac2d ON public.staff_paperversion USING btree (added_by_id);
CREATE INDEX staff_paperversion_paper_id_60a6b4c7 ON public.staff_paperversion USING btree (paper_id);
CREATE INDEX staff_pattern_department_id_2b039c06 ON public.staff_pattern USING btree (department_id);
CREATE INDEX staff_patternmember_pattern_id_e3c94f35 ON public.staff_patternmember USING btree (pattern_id);
CREATE INDEX staff_patternstep_kind_id_1ae03cc6 ON public.staff_patternstep USING btree (kind_id);
CREATE INDEX staff_patternstep_pattern_id_a97db149 ON public.staff_patternstep USING btree (pattern_id);
CREATE INDEX staff_paygrade_code_9b7ca4d9_like ON public.staff_paygrade USING btree (code varchar_pattern_ops);
CREATE INDEX staff_payline_payslip_id_5461ab8c ON public.staff_payline USING btree (payslip_id);
CREATE INDEX staff_payline_reverses_id_3a4b4640 ON public.staff_payline USING btree (reverses_id);
CREATE INDEX staff_payplacement_employee_id_23e57bb1 ON public.staff_payplacement USING btree (employee_id);
CREATE INDEX staff_payplacement_grade_id_ef2dec65 ON public.staff_payplacement USING btree (grade_id);
CREATE INDEX staff_payplacement_placed_by_id_c397b6cb ON public.staff_payplacement USING btree (placed_by_id);
CREATE INDEX staff_payplacement_position_id_624e8f56 ON public.staff_payplacement USING btree (position_id);
CREATE INDEX staff_payrate_grade_id_9a5eb706 ON public.staff_payrate USING btree (grade_id);
CREATE INDEX staff_payrate_set_by_id_6c517f5f ON public.staff_payrate USING btree (set_by_id);
CREATE INDEX staff_payrun_approved_by_id_78565fae ON public.staff_payrun USING btree (approved_by_id);
CREATE INDEX staff_payrun_computed_by_id_e41080f5 ON public.staff_payrun USING btree (computed_by_id);
CREATE INDEX staff_payrun_paid_by_id_3a16106d ON public.staff_payrun USING btree (paid_by_id);
CREATE INDEX staff_payslip_employee_id_a8549ad0 ON public.staff_payslip USING btree (employee_id);
CREATE INDEX staff_payslip_run_id_d07e6e5a ON public.staff_payslip USING btree (run_id);
CREATE INDEX staff_position_department_id_8b15fac1 ON public.staff_position USING btree (department_id);
CREATE INDEX staff_position_role_id_fdfd4f1a ON public.staff_position USING btree (role_id);
CREATE INDEX staff_punch_duty_id_60e7d469 ON public.staff_punch USING btree (duty_id);
CREATE INDEX staff_punch_employee_id_8cb05696 ON public.staff_punch USING btree (employee_id);
CREATE INDEX staff_qualificationreview_application_id_75992d18 ON public.staff_qualificationreview USING btree (application_id);
CREATE INDEX staff_qualificationreview_reviewed_by_id_c8785015 ON public.staff_qualificationreview USING btree (reviewed_by_id);
CREATE INDEX staff_release_released_by_id_b4dc192e ON public.staff_release USING btree (released_by_id);
CREATE INDEX staff_rostermonth_department_id_2b4b9f94 ON public.staff_rostermonth USING btree (department_id);
CREATE INDEX staff_rostermonth_published_by_id_3f05f4d4 ON public.staff_rostermonth USING btree (published_by_id);
CREATE INDEX staff_round_plan_id_ee6501d8 ON public.staff_round USING btree (plan_id);
CREATE INDEX staff_round_walked_by_id_84ffc898 ON public.staff_round USING btree (walked_by_id);
CREATE INDEX staff_roundplan_area_d848a56e_like ON public.staff_roundplan USING btree (area varchar_pattern_ops);
CREATE INDEX staff_roundplan_department_id_bc7a0682 ON public.staff_roundplan USING btree (department_id);
CREATE INDEX staff_seat_holder_id_e3c88043 ON public.staff_seat USING btree (holder_id);
CREATE INDEX staff_seat_title_092d8d54_like ON public.staff_seat USING btree (title varchar_pattern_ops);
CREATE INDEX staff_shiftkind_code_827bb495_like ON public.staff_shiftkind USING btree (code varchar_pattern_ops);
CREATE INDEX staff_shiftkind_department_id_343e0b61 ON public.staff_shiftkind USING btree (department_id);
CREATE INDEX staff_swap_decided_by_id_fde1a5ea ON public.staff_swap USING btree (decided_by_id);
CREATE INDEX staff_swap_given_id_06fc8591 ON public.staff_swap USING btree (given_id);
CREATE INDEX staff_swap_partner_id_31ab5ced ON public.staff_swap USING btree (partner_id);
CREATE INDEX staff_swap_proposer_id_524a9d96 ON public.staff_swap USING btree (proposer_id);
CREATE INDEX staff_swap_repaid_id_7c9640d6 ON public.staff_swap USING btree (repaid_id);
CREATE INDEX staff_swapshare_decided_by_id_027ac1cb ON public.staff_swapshare USING btree (decided_by_id);
CREATE INDEX staff_swapshare_duty_id_d2d10ae5 ON public.staff_swapshare USING btree (duty_id);
CREATE INDEX staff_swapshare_swap_id_9f8698dc ON public.staff_swapshare USING btree (swap_id);
CREATE INDEX staff_target_department_id_c6ee3c09 ON public.staff_target USING btree (department_id);
CREATE INDEX staff_target_set_by_id_c56419e6 ON public.staff_target USING btree (set_by_id);
CREATE INDEX staff_targetreport_reported_by_id_4520f0b9 ON public.staff_targetreport USING btree (reported_by_id);
CREATE INDEX staff_targetreport_target_id_08c4e99c ON public.staff_targetreport USING btree (target_id);
CREATE INDEX staff_textacknowledgement_edition_id_9f5573f0 ON public.staff_textacknowledgement USING btree (edition_id);
CREATE INDEX staff_textacknowledgement_employee_id_16384d66 ON public.staff_textacknowledgement USING btree (employee_id);
CREATE INDEX staff_textedition_published_by_id_a2e4129a ON public.staff_textedition USING btree (published_by_id);
CREATE INDEX staff_textedition_text_id_6788dee3 ON public.staff_textedition USING btree (text_id);
CREATE INDEX staff_trainingrecord_course_id_03956f92 ON public.staff_trainingrecord USING btree (course_id);
CREATE INDEX staff_trainingrecord_employee_id_5224741c ON public.staff_trainingrecord USING btree (employee_id);
CREATE INDEX staff_trainingrecord_recorded_by_id_5f3e200e ON public.staff_trainingrecord USING btree (recorded_by_id);
CREATE INDEX staff_trainingseat_employee_id_04ec5e91 ON public.staff_trainingseat USING btree (employee_id);
CREATE INDEX staff_trainingseat_session_id_8b90021a ON public.staff_trainingseat USING btree (session_id);
CREATE INDEX staff_trainingsession_course_id_f22ce10f ON public.staff_trainingsession USING btree (course_id);
CREATE INDEX staff_visit_announced_by_id_8b574a9a ON public.staff_visit USING btree (announced_by_id);
CREATE INDEX staff_visit_decided_by_id_8644f9b5 ON public.staff_visit USING btree (decided_by_id);
CREATE INDEX staff_visit_escort_id_fff9bee4 ON public.staff_visit USING btree (escort_id);
CREATE INDEX staff_visit_host_id_46230879 ON public.staff_visit USING btree (host_id);
CREATE INDEX staff_vote_meeting_id_19a8ae63 ON public.staff_vote USING btree (meeting_id);
CREATE INDEX stock_shortfall ON public.catalog_stock USING btree (sku_id) WHERE (reserved > on_hand);
CREATE INDEX stock_sold_out ON public.catalog_stock USING btree (sku_id) WHERE (reserved >= on_hand);
CREATE UNIQUE INDEX swap_of_a_duty_once ON public.staff_swap USING btree (given_id) WHERE ((state)::text = ANY ((ARRAY['proposed'::character varying, 'agreed'::character varying, 'approved'::character varying])::text[]));
CREATE INDEX trade_buyer ON public.orders_trade USING btree (buyer_id, id DESC);
CREATE UNIQUE INDEX trade_paid_once ON public.orders_payment USING btree (trade_id) WHERE counts;
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX uploads_privatefile_uploaded_by_id_1dc12032 ON public.uploads_privatefile USING btree (uploaded_by_id);
CREATE INDEX user_display_name ON public.accounts_user USING btree (display_name);
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE INDEX visit_phone ON public.staff_visit USING btree (phone_hash) WHERE (NOT ((phone_hash)::text = ''::text));
CREATE INDEX visit_state ON public.staff_visit USING btree (state, planned_from_at);
CREATE TRIGGER pgtrigger_append_only_rows_00925 BEFORE DELETE OR UPDATE ON public.rulebook_acknowledgement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_00925();
COMMENT ON TRIGGER pgtrigger_append_only_rows_00925 ON public.rulebook_acknowledgement IS '9863c075406449236198cd6401fd9c638a05c78b';
CREATE TRIGGER pgtrigger_append_only_rows_00b99 BEFORE DELETE OR UPDATE ON public.orders_reply FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_00b99();
COMMENT ON TRIGGER pgtrigger_append_only_rows_00b99 ON public.orders_reply IS 'a1d13dd418b6e313bb397925eb47cdd42bae3ac9';
CREATE TRIGGER pgtrigger_append_only_rows_02c02 BEFORE DELETE OR UPDATE ON public.staff_decision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_02c02();
COMMENT ON TRIGGER pgtrigger_append_only_rows_02c02 ON public.staff_decision IS 'e3d370321c5f59fc05351624e0f9b64f3f93194f';
CREATE TRIGGER pgtrigger_append_only_rows_0ea3d BEFORE DELETE OR UPDATE ON public.orders_entry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_0ea3d();
COMMENT ON TRIGGER pgtrigger_append_only_rows_0ea3d ON public.orders_entry IS 'f02d5d1bb813ae67054c752e04d78155349ff6b7';
CREATE TRIGGER pgtrigger_append_only_rows_178aa BEFORE DELETE OR UPDATE ON public.staff_leavecertificate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_178aa();
COMMENT ON TRIGGER pgtrigger_append_only_rows_178aa ON public.staff_leavecertificate IS '3cf37736a4c7b089bb2f720cf98a3cd68932cec0';
CREATE TRIGGER pgtrigger_append_only_rows_1ecb2 BEFORE DELETE OR UPDATE ON public.staff_vote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_1ecb2();
COMMENT ON TRIGGER pgtrigger_append_only_rows_1ecb2 ON public.staff_vote IS 'db9ca842943dcb547a8710f13ecabf02274ebf43';
CREATE TRIGGER pgtrigger_append_only_rows_20cdd BEFORE DELETE OR UPDATE ON public.staff_lapse FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_20cdd();
COMMENT ON TRIGGER pgtrigger_append_only_rows_20cdd ON public.staff_lapse IS '59cbf0a79ef43e542eeee150e880a8d7eb680e13';
CREATE TRIGGER pgtrigger_append_only_rows_26a8f BEFORE DELETE OR UPDATE ON public.audit_seal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_26a8f();
COMMENT ON TRIGGER pgtrigger_append_only_rows_26a8f ON public.audit_seal IS 'dda35b7f75fd1a8f6e0340af9c69029a7cd72763';
CREATE TRIGGER pgtrigger_append_only_rows_2ec95 BEFORE DELETE OR UPDATE ON public.staff_release FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_2ec95();
COMMENT ON TRIGGER pgtrigger_append_only_rows_2ec95 ON public.staff_release IS 'b49a4a36c4e8fc036543e6f90e3b6228ae482590';
CREATE TRIGGER pgtrigger_append_only_rows_3133d BEFORE DELETE OR UPDATE ON public.orders_eventreview FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_3133d();
COMMENT ON TRIGGER pgtrigger_append_only_rows_3133d ON public.orders_eventreview IS '68ec5902c660b6ddff1b9931370861016cf9f773';
CREATE TRIGGER pgtrigger_append_only_rows_389fc BEFORE DELETE OR UPDATE ON public.orders_review FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_389fc();
COMMENT ON TRIGGER pgtrigger_append_only_rows_389fc ON public.orders_review IS '27dea009b65e849318192c05180e94a25d45680f';
CREATE TRIGGER pgtrigger_append_only_rows_3adc9 BEFORE DELETE OR UPDATE ON public.staff_editionwithdrawal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_3adc9();
COMMENT ON TRIGGER pgtrigger_append_only_rows_3adc9 ON public.staff_editionwithdrawal IS '9d9abc8c41874f05e87395c808b9e0195a9bc76d';
CREATE TRIGGER pgtrigger_append_only_rows_427a6 BEFORE DELETE OR UPDATE ON public.staff_textedition FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_427a6();
COMMENT ON TRIGGER pgtrigger_append_only_rows_427a6 ON public.staff_textedition IS '7e690faef06db2e22df7924cbeeb2b7e4cff1744';
CREATE TRIGGER pgtrigger_append_only_rows_432ff BEFORE DELETE OR UPDATE ON public.signatures_party FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_432ff();
COMMENT ON TRIGGER pgtrigger_append_only_rows_432ff ON public.signatures_party IS 'a25e3ee076ee4a11aab2eee767dbca63ffbf0f92';
CREATE TRIGGER pgtrigger_append_only_rows_4712a BEFORE DELETE OR UPDATE ON public.orders_paymentevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_4712a();
COMMENT ON TRIGGER pgtrigger_append_only_rows_4712a ON public.orders_paymentevent IS '9437af5f20cfae00f4621716073ac067f9942b49';
CREATE TRIGGER pgtrigger_append_only_rows_4a981 BEFORE DELETE OR UPDATE ON public.staff_targetreport FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_4a981();
COMMENT ON TRIGGER pgtrigger_append_only_rows_4a981 ON public.staff_targetreport IS '50324742b0347f714232b474161fd9aa9f4ea00d';
CREATE TRIGGER pgtrigger_append_only_rows_57ab3 BEFORE DELETE OR UPDATE ON public.merchants_ban FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_57ab3();
COMMENT ON TRIGGER pgtrigger_append_only_rows_57ab3 ON public.merchants_ban IS '7acaa725e29f28b2512ace08004633426d27e953';
CREATE TRIGGER pgtrigger_append_only_rows_57ee4 BEFORE DELETE OR UPDATE ON public.signatures_signature FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_57ee4();
COMMENT ON TRIGGER pgtrigger_append_only_rows_57ee4 ON public.signatures_signature IS '09689e3a40b03e490b9ca724271b5646ac2f3b11';
CREATE TRIGGER pgtrigger_append_only_rows_58ef3 BEFORE DELETE OR UPDATE ON public.staff_leaveentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_58ef3();
COMMENT ON TRIGGER pgtrigger_append_only_rows_58ef3 ON public.staff_leaveentry IS '07914a4ab82263a7e814a6e804272e5d4d71cab8';
CREATE TRIGGER pgtrigger_append_only_rows_5fb12 BEFORE DELETE OR UPDATE ON public.rulebook_amendment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_5fb12();
COMMENT ON TRIGGER pgtrigger_append_only_rows_5fb12 ON public.rulebook_amendment IS '4a26974e630765547ffca3abb22396d9af4246a0';
CREATE TRIGGER pgtrigger_append_only_rows_62098 BEFORE DELETE OR UPDATE ON public.staff_punch FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_62098();
COMMENT ON TRIGGER pgtrigger_append_only_rows_62098 ON public.staff_punch IS 'e95135f927fb82e69ec247a62ae67beceb5c1a26';
CREATE TRIGGER pgtrigger_append_only_rows_6400e BEFORE DELETE OR UPDATE ON public.merchants_agreementsignature FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_6400e();
COMMENT ON TRIGGER pgtrigger_append_only_rows_6400e ON public.merchants_agreementsignature IS 'c5c7e9970d71d575a39ba34950e5a7b1c071aa46';
CREATE TRIGGER pgtrigger_append_only_rows_6613c BEFORE DELETE OR UPDATE ON public.staff_payrate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_6613c();
COMMENT ON TRIGGER pgtrigger_append_only_rows_6613c ON public.staff_payrate IS 'c14c09c9945e55a307037e9fbdbff6a8bed2db90';
CREATE TRIGGER pgtrigger_append_only_rows_6bc4e BEFORE DELETE OR UPDATE ON public.rulebook_edition FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_6bc4e();
COMMENT ON TRIGGER pgtrigger_append_only_rows_6bc4e ON public.rulebook_edition IS '7faf9a0db823c7e1912195f1b2bde928757d3c5e';
CREATE TRIGGER pgtrigger_append_only_rows_6bc94 BEFORE DELETE OR UPDATE ON public.audit_look FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_6bc94();
COMMENT ON TRIGGER pgtrigger_append_only_rows_6bc94 ON public.audit_look IS '3f9aa1622fe0d16cc456884af4f24f7bb744e4b1';
CREATE TRIGGER pgtrigger_append_only_rows_7605a BEFORE DELETE OR UPDATE ON public.staff_payplacement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_7605a();
COMMENT ON TRIGGER pgtrigger_append_only_rows_7605a ON public.staff_payplacement IS '4148d24fc5fb6846736341209e2583705196522f';
CREATE TRIGGER pgtrigger_append_only_rows_859aa BEFORE DELETE OR UPDATE ON public.staff_textacknowledgement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_859aa();
COMMENT ON TRIGGER pgtrigger_append_only_rows_859aa ON public.staff_textacknowledgement IS '87c7f6a541d2345b188d6d602a27d01dfa7cb64f';
CREATE TRIGGER pgtrigger_append_only_rows_89d97 BEFORE DELETE OR UPDATE ON public.merchants_shophistory FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_89d97();
COMMENT ON TRIGGER pgtrigger_append_only_rows_89d97 ON public.merchants_shophistory IS 'd2d837f60d2ecb845c9964cf516082df37c3a32a';
CREATE TRIGGER pgtrigger_append_only_rows_aa409 BEFORE DELETE OR UPDATE ON public.staff_noticeread FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_aa409();
COMMENT ON TRIGGER pgtrigger_append_only_rows_aa409 ON public.staff_noticeread IS '4b0c599e7c1aa1634308c61c8164e5d0557bd666';
CREATE TRIGGER pgtrigger_append_only_rows_aead5 BEFORE DELETE OR UPDATE ON public.catalog_pricerecord FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_aead5();
COMMENT ON TRIGGER pgtrigger_append_only_rows_aead5 ON public.catalog_pricerecord IS '83ce7c64577f3956a7e30aaa68c9ecf685c942f8';
CREATE TRIGGER pgtrigger_append_only_rows_b2e7e BEFORE DELETE OR UPDATE ON public.staff_employeehistory FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_b2e7e();
COMMENT ON TRIGGER pgtrigger_append_only_rows_b2e7e ON public.staff_employeehistory IS '0b17cd23cafa72f785f30dbf16ee92e26eb2fc47';
CREATE TRIGGER pgtrigger_append_only_rows_b4175 BEFORE DELETE OR UPDATE ON public.orders_payoutevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_b4175();
COMMENT ON TRIGGER pgtrigger_append_only_rows_b4175 ON public.orders_payoutevent IS 'de4b6fe7d361c77530b0eb327558a657997da2b4';
CREATE TRIGGER pgtrigger_append_only_rows_b71b8 BEFORE DELETE OR UPDATE ON public.catalog_movement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_b71b8();
COMMENT ON TRIGGER pgtrigger_append_only_rows_b71b8 ON public.catalog_movement IS 'ca628646f2be41d3cd4cd478e014b610cd424a28';
CREATE TRIGGER pgtrigger_append_only_rows_b8eb9 BEFORE DELETE OR UPDATE ON public.staff_qualificationreview FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_b8eb9();
COMMENT ON TRIGGER pgtrigger_append_only_rows_b8eb9 ON public.staff_qualificationreview IS '41d67fc368a7ee488701cf1ca5450249fd193382';
CREATE TRIGGER pgtrigger_append_only_rows_bd15b BEFORE DELETE OR UPDATE ON public.staff_paperversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_bd15b();
COMMENT ON TRIGGER pgtrigger_append_only_rows_bd15b ON public.staff_paperversion IS 'edd48219555ca22f9175ce7126da26ed4127946c';
CREATE TRIGGER pgtrigger_append_only_rows_c95d9 BEFORE DELETE OR UPDATE ON public.staff_breach FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_c95d9();
COMMENT ON TRIGGER pgtrigger_append_only_rows_c95d9 ON public.staff_breach IS 'e30e05451ca87df88486fbf2ef0a0e8c0823bce2';
CREATE TRIGGER pgtrigger_append_only_rows_d8a76 BEFORE DELETE OR UPDATE ON public.catalog_producthistory FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_d8a76();
COMMENT ON TRIGGER pgtrigger_append_only_rows_d8a76 ON public.catalog_producthistory IS '0a87717c9b0e163982677592b7d0e09cc2c42540';
CREATE TRIGGER pgtrigger_append_only_rows_e1c41 BEFORE DELETE OR UPDATE ON public.staff_breachwithdrawal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_e1c41();
COMMENT ON TRIGGER pgtrigger_append_only_rows_e1c41 ON public.staff_breachwithdrawal IS '75fa0b26abcf7d709925cff693d1a8d805b4363d';
CREATE TRIGGER pgtrigger_append_only_rows_e5d49 BEFORE DELETE OR UPDATE ON public.rulebook_refusal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_e5d49();
COMMENT ON TRIGGER pgtrigger_append_only_rows_e5d49 ON public.rulebook_refusal IS 'e42d5d6e71ddac0d80caff5bdf103361de69f6e3';
CREATE TRIGGER pgtrigger_append_only_rows_e7912 BEFORE DELETE OR UPDATE ON public.audit_act FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_e7912();
COMMENT ON TRIGGER pgtrigger_append_only_rows_e7912 ON public.audit_act IS 'd899aa5d42e916a5f82b308131dbd198476dd582';
CREATE TRIGGER pgtrigger_append_only_rows_f25dc BEFORE DELETE OR UPDATE ON public.orders_payouteventreview FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_f25dc();
COMMENT ON TRIGGER pgtrigger_append_only_rows_f25dc ON public.orders_payouteventreview IS 'a8215e31f0ec692985503fbedb8af1a3e5b8bc4e';
CREATE TRIGGER pgtrigger_append_only_rows_f41cd BEFORE DELETE OR UPDATE ON public.staff_swapshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_f41cd();
COMMENT ON TRIGGER pgtrigger_append_only_rows_f41cd ON public.staff_swapshare IS '04ddcb5a0cc8db1dbe70cce0e2e98e8ee736b1d9';
CREATE TRIGGER pgtrigger_append_only_rows_f779c BEFORE DELETE OR UPDATE ON public.orders_journal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_f779c();
COMMENT ON TRIGGER pgtrigger_append_only_rows_f779c ON public.orders_journal IS 'c543166ce64969dcbd41ba1782b761bc8db656cd';
CREATE TRIGGER pgtrigger_append_only_rows_fe037 BEFORE DELETE OR UPDATE ON public.staff_trainingrecord FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_rows_fe037();
COMMENT ON TRIGGER pgtrigger_append_only_rows_fe037 ON public.staff_trainingrecord IS '0a6035b63b9b3ff3856732a3dd37647101ef070e';
CREATE TRIGGER pgtrigger_append_only_table_045a0 BEFORE TRUNCATE ON public.audit_look FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_045a0();
COMMENT ON TRIGGER pgtrigger_append_only_table_045a0 ON public.audit_look IS '3a1a1039028cc3985f39502b3b34ff2d503edb53';
CREATE TRIGGER pgtrigger_append_only_table_08aa6 BEFORE TRUNCATE ON public.orders_eventreview FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_08aa6();
COMMENT ON TRIGGER pgtrigger_append_only_table_08aa6 ON public.orders_eventreview IS '5c20cb823ec21f121fb51ea27d1c99820b32a27b';
CREATE TRIGGER pgtrigger_append_only_table_0a2d1 BEFORE TRUNCATE ON public.staff_release FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_0a2d1();
COMMENT ON TRIGGER pgtrigger_append_only_table_0a2d1 ON public.staff_release IS '4b96862dcbce08da0b02abca9021a050f362cc5e';
CREATE TRIGGER pgtrigger_append_only_table_0ba64 BEFORE TRUNCATE ON public.merchants_agreementsignature FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_0ba64();
COMMENT ON TRIGGER pgtrigger_append_only_table_0ba64 ON public.merchants_agreementsignature IS '2f7be2357fc93dead5939105b59b6a5d3dddadc4';
CREATE TRIGGER pgtrigger_append_only_table_0c0a4 BEFORE TRUNCATE ON public.orders_entry FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_0c0a4();
COMMENT ON TRIGGER pgtrigger_append_only_table_0c0a4 ON public.orders_entry IS '0b1f498567b81e8f3bc1ef4c5ba77b3cd4c319ac';
CREATE TRIGGER pgtrigger_append_only_table_17825 BEFORE TRUNCATE ON public.signatures_signature FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_17825();
COMMENT ON TRIGGER pgtrigger_append_only_table_17825 ON public.signatures_signature IS '5169efeeb5a7b63a4d08bd9496b5447968887c6f';
CREATE TRIGGER pgtrigger_append_only_table_2c903 BEFORE TRUNCATE ON public.staff_swapshare FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_2c903();
COMMENT ON TRIGGER pgtrigger_append_only_table_2c903 ON public.staff_swapshare IS 'ff8443158870292842820126d9527589fc6ee3cc';
CREATE TRIGGER pgtrigger_append_only_table_2ea88 BEFORE TRUNCATE ON public.staff_breach FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_2ea88();
COMMENT ON TRIGGER pgtrigger_append_only_table_2ea88 ON public.staff_breach IS '355ae16611b9811ba49bcc47c288b36d129cdf19';
CREATE TRIGGER pgtrigger_append_only_table_32411 BEFORE TRUNCATE ON public.merchants_shophistory FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_32411();
COMMENT ON TRIGGER pgtrigger_append_only_table_32411 ON public.merchants_shophistory IS '6cedf1b6c94fe9e7d7d5c63134f809bcd72e7f90';
CREATE TRIGGER pgtrigger_append_only_table_3eedd BEFORE TRUNCATE ON public.orders_payouteventreview FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_3eedd();
COMMENT ON TRIGGER pgtrigger_append_only_table_3eedd ON public.orders_payouteventreview IS '1f2e8cfd12b0e4180ed15339c956967b34056367';
CREATE TRIGGER pgtrigger_append_only_table_4301c BEFORE TRUNCATE ON public.rulebook_amendment FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_4301c();
COMMENT ON TRIGGER pgtrigger_append_only_table_4301c ON public.rulebook_amendment IS 'e5cfd69d060b53446c8a70512361ca16ddcd447d';
CREATE TRIGGER pgtrigger_append_only_table_4766d BEFORE TRUNCATE ON public.staff_lapse FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_4766d();
COMMENT ON TRIGGER pgtrigger_append_only_table_4766d ON public.staff_lapse IS 'a957d7d46fe3e9fe0e22cb1ee301e17ae1bd8dec';
CREATE TRIGGER pgtrigger_append_only_table_50385 BEFORE TRUNCATE ON public.rulebook_edition FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_50385();
COMMENT ON TRIGGER pgtrigger_append_only_table_50385 ON public.rulebook_edition IS '1d1af9e9cf8d70abb9e2f4f35728d43515547b5b';
CREATE TRIGGER pgtrigger_append_only_table_5b1f5 BEFORE TRUNCATE ON public.staff_paperversion FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_5b1f5();
COMMENT ON TRIGGER pgtrigger_append_only_table_5b1f5 ON public.staff_paperversion IS '659e03276b230ed129d732f3192fe55de77b556b';
CREATE TRIGGER pgtrigger_append_only_table_6e7cf BEFORE TRUNCATE ON public.staff_employeehistory FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_6e7cf();
COMMENT ON TRIGGER pgtrigger_append_only_table_6e7cf ON public.staff_employeehistory IS 'a7037da22e7b7335c938d7b3cec278fab6034ff8';
CREATE TRIGGER pgtrigger_append_only_table_74650 BEFORE TRUNCATE ON public.staff_qualificationreview FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_74650();
COMMENT ON TRIGGER pgtrigger_append_only_table_74650 ON public.staff_qualificationreview IS '308682a0b28650cb71df05830276126380516bc6';
CREATE TRIGGER pgtrigger_append_only_table_7512d BEFORE TRUNCATE ON public.catalog_producthistory FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_7512d();
COMMENT ON TRIGGER pgtrigger_append_only_table_7512d ON public.catalog_producthistory IS '1d683e75f221e2d51ef20d1f749966d7cf2179c5';
CREATE TRIGGER pgtrigger_append_only_table_759e9 BEFORE TRUNCATE ON public.merchants_ban FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_759e9();
COMMENT ON TRIGGER pgtrigger_append_only_table_759e9 ON public.merchants_ban IS '9e3abc6099a8b85cd2639925953e02cc6d106ee2';
CREATE TRIGGER pgtrigger_append_only_table_83841 BEFORE TRUNCATE ON public.orders_journal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_83841();
COMMENT ON TRIGGER pgtrigger_append_only_table_83841 ON public.orders_journal IS 'ac5f6b0be4a03f31aeeec9b43f0bca59ce00afa9';
CREATE TRIGGER pgtrigger_append_only_table_93489 BEFORE TRUNCATE ON public.staff_punch FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_93489();
COMMENT ON TRIGGER pgtrigger_append_only_table_93489 ON public.staff_punch IS '0a367fd89eb83df1a4f0a35238e8dbdf0756890a';
CREATE TRIGGER pgtrigger_append_only_table_9fbff BEFORE TRUNCATE ON public.orders_review FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_9fbff();
COMMENT ON TRIGGER pgtrigger_append_only_table_9fbff ON public.orders_review IS '9330f12169269d5ad00380e43a632ce5c9eb94cd';
CREATE TRIGGER pgtrigger_append_only_table_a317b BEFORE TRUNCATE ON public.rulebook_refusal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_a317b();
COMMENT ON TRIGGER pgtrigger_append_only_table_a317b ON public.rulebook_refusal IS '4631ffc6ed57ce4dbd14f89d7ea47c5019fdcb2e';
CREATE TRIGGER pgtrigger_append_only_table_aaf38 BEFORE TRUNCATE ON public.orders_payoutevent FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_aaf38();
COMMENT ON TRIGGER pgtrigger_append_only_table_aaf38 ON public.orders_payoutevent IS '8a34a8c6c43e9c2cb42ec2ec43172d7ad4855763';
CREATE TRIGGER pgtrigger_append_only_table_b3419 BEFORE TRUNCATE ON public.staff_editionwithdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_b3419();
COMMENT ON TRIGGER pgtrigger_append_only_table_b3419 ON public.staff_editionwithdrawal IS '20e298ad2c77654fa4e62866587c74a930a6a3d3';
CREATE TRIGGER pgtrigger_append_only_table_b4587 BEFORE TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_b4587();
COMMENT ON TRIGGER pgtrigger_append_only_table_b4587 ON public.audit_seal IS 'a29557e32f75e8561dd5f82d0805ad2f0a12e567';
CREATE TRIGGER pgtrigger_append_only_table_b8a69 BEFORE TRUNCATE ON public.staff_textacknowledgement FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_b8a69();
COMMENT ON TRIGGER pgtrigger_append_only_table_b8a69 ON public.staff_textacknowledgement IS 'c899d38c3bc2e8a01d6651d45497b32bdd05cd63';
CREATE TRIGGER pgtrigger_append_only_table_c0182 BEFORE TRUNCATE ON public.staff_noticeread FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_c0182();
COMMENT ON TRIGGER pgtrigger_append_only_table_c0182 ON public.staff_noticeread IS '2932b0d12550b77d5ef7f76971c4ac6db7b2fee6';
CREATE TRIGGER pgtrigger_append_only_table_c62fc BEFORE TRUNCATE ON public.staff_leaveentry FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_c62fc();
COMMENT ON TRIGGER pgtrigger_append_only_table_c62fc ON public.staff_leaveentry IS '5de0c6bce9204c93a7f26e80775c54358b4e651c';
CREATE TRIGGER pgtrigger_append_only_table_c6416 BEFORE TRUNCATE ON public.staff_targetreport FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_c6416();
COMMENT ON TRIGGER pgtrigger_append_only_table_c6416 ON public.staff_targetreport IS '87083585d658f4b409d67d4ef0a53eb839d04674';
CREATE TRIGGER pgtrigger_append_only_table_c7a0b BEFORE TRUNCATE ON public.rulebook_acknowledgement FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_c7a0b();
COMMENT ON TRIGGER pgtrigger_append_only_table_c7a0b ON public.rulebook_acknowledgement IS '410ddd3ebd8068e4f9ec9cdea6fd3763df9a1fa0';
CREATE TRIGGER pgtrigger_append_only_table_c99d8 BEFORE TRUNCATE ON public.orders_paymentevent FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_c99d8();
COMMENT ON TRIGGER pgtrigger_append_only_table_c99d8 ON public.orders_paymentevent IS '1356aa47c62e8b228e0caba9ee2950286706130c';
CREATE TRIGGER pgtrigger_append_only_table_cd2e0 BEFORE TRUNCATE ON public.staff_vote FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_cd2e0();
COMMENT ON TRIGGER pgtrigger_append_only_table_cd2e0 ON public.staff_vote IS '2ea3eb3ad72feb9fa6c963eb6690b8fd9d37ce07';
CREATE TRIGGER pgtrigger_append_only_table_ce227 BEFORE TRUNCATE ON public.staff_trainingrecord FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_ce227();
COMMENT ON TRIGGER pgtrigger_append_only_table_ce227 ON public.staff_trainingrecord IS 'da898873bab47ea3edd67e582ef2198a1c2dce33';
CREATE TRIGGER pgtrigger_append_only_table_d1829 BEFORE TRUNCATE ON public.staff_leavecertificate FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_d1829();
COMMENT ON TRIGGER pgtrigger_append_only_table_d1829 ON public.staff_leavecertificate IS '1005c4fe9d0b1e776c8dc438253488868f05905f';
CREATE TRIGGER pgtrigger_append_only_table_d3304 BEFORE TRUNCATE ON public.audit_act FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_d3304();
COMMENT ON TRIGGER pgtrigger_append_only_table_d3304 ON public.audit_act IS '7960b9f02beb0eebd97ce466ab0b5847f2067d66';
CREATE TRIGGER pgtrigger_append_only_table_d350a BEFORE TRUNCATE ON public.staff_payrate FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_d350a();
COMMENT ON TRIGGER pgtrigger_append_only_table_d350a ON public.staff_payrate IS '936fc165540bf3ec2a504abccbf279f07b6e38ee';
CREATE TRIGGER pgtrigger_append_only_table_db718 BEFORE TRUNCATE ON public.staff_payplacement FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_db718();
COMMENT ON TRIGGER pgtrigger_append_only_table_db718 ON public.staff_payplacement IS '1d843c12e4ca66b025673ecd031c95439db261d5';
CREATE TRIGGER pgtrigger_append_only_table_dfb5f BEFORE TRUNCATE ON public.staff_decision FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_dfb5f();
COMMENT ON TRIGGER pgtrigger_append_only_table_dfb5f ON public.staff_decision IS '0aae25cf5444afd13279685812807803124e3670';
CREATE TRIGGER pgtrigger_append_only_table_e2e8a BEFORE TRUNCATE ON public.catalog_pricerecord FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_e2e8a();
COMMENT ON TRIGGER pgtrigger_append_only_table_e2e8a ON public.catalog_pricerecord IS '7601f6ca1c9167bf02bdf32d677088bb50821164';
CREATE TRIGGER pgtrigger_append_only_table_f1812 BEFORE TRUNCATE ON public.staff_textedition FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_f1812();
COMMENT ON TRIGGER pgtrigger_append_only_table_f1812 ON public.staff_textedition IS 'ecbc3bf9d39b7cb2e596576b8df371f7300ec4ed';
CREATE TRIGGER pgtrigger_append_only_table_f58fd BEFORE TRUNCATE ON public.orders_reply FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_f58fd();
COMMENT ON TRIGGER pgtrigger_append_only_table_f58fd ON public.orders_reply IS '527664790114c5a361f962204a1d4d7827bc2064';
CREATE TRIGGER pgtrigger_append_only_table_f5f4e BEFORE TRUNCATE ON public.staff_breachwithdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_f5f4e();
COMMENT ON TRIGGER pgtrigger_append_only_table_f5f4e ON public.staff_breachwithdrawal IS '5c5f56d97dce56d977a30a6948d5bc1b4d8351d7';
CREATE TRIGGER pgtrigger_append_only_table_f6d99 BEFORE TRUNCATE ON public.signatures_party FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_f6d99();
COMMENT ON TRIGGER pgtrigger_append_only_table_f6d99 ON public.signatures_party IS '3da0c156146d11305e899295de46039101c1c7a2';
CREATE TRIGGER pgtrigger_append_only_table_fa358 BEFORE TRUNCATE ON public.catalog_movement FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_append_only_table_fa358();
COMMENT ON TRIGGER pgtrigger_append_only_table_fa358 ON public.catalog_movement IS '192f2ec3961ac371b88d152b0f63f3880eca3fbe';
CREATE TRIGGER pgtrigger_changed_update_759c6 AFTER UPDATE ON public.merchants_shop FOR EACH ROW WHEN ((((old.intro)::text IS DISTINCT FROM (new.intro)::text) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.name_en)::text IS DISTINCT FROM (new.name_en)::text) OR ((old.slug)::text IS DISTINCT FROM (new.slug)::text) OR ((old.state)::text IS DISTINCT FROM (new.state)::text))) EXECUTE FUNCTION public.pgtrigger_changed_update_759c6();
COMMENT ON TRIGGER pgtrigger_changed_update_759c6 ON public.merchants_shop IS 'ddb90e7942fe3ac600534e17c31797dbfa222725';
CREATE TRIGGER pgtrigger_changed_update_9c20f AFTER UPDATE ON public.catalog_product FOR EACH ROW WHEN (((old.attributes IS DISTINCT FROM new.attributes) OR ((old.brand)::text IS DISTINCT FROM (new.brand)::text) OR (old.category_id IS DISTINCT FROM new.category_id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR (old.description IS DISTINCT FROM new.description) OR ((old.keywords)::text IS DISTINCT FROM (new.keywords)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.name_en)::text IS DISTINCT FROM (new.name_en)::text) OR ((old.origin)::text IS DISTINCT FROM (new.origin)::text) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR ((old.subtitle)::text IS DISTINCT FROM (new.subtitle)::text) OR ((old.unit)::text IS DISTINCT FROM (new.unit)::text))) EXECUTE FUNCTION public.pgtrigger_changed_update_9c20f();
COMMENT ON TRIGGER pgtrigger_changed_update_9c20f ON public.catalog_product IS '5b22d316d10313100e08718273494c8706aba568';
CREATE TRIGGER pgtrigger_changed_update_dc866 AFTER UPDATE ON public.staff_employee FOR EACH ROW WHEN (((old.joined_on IS DISTINCT FROM new.joined_on) OR (old.left_on IS DISTINCT FROM new.left_on) OR ((old.number)::text IS DISTINCT FROM (new.number)::text) OR (old.position_id IS DISTINCT FROM new.position_id) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.superior_id IS DISTINCT FROM new.superior_id))) EXECUTE FUNCTION public.pgtrigger_changed_update_dc866();
COMMENT ON TRIGGER pgtrigger_changed_update_dc866 ON public.staff_employee IS '7aecf19fc7d1915604d1b0a3e9cf931aedaea37e';
CREATE TRIGGER pgtrigger_deleted_delete_71335 AFTER DELETE ON public.merchants_shop FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_deleted_delete_71335();
COMMENT ON TRIGGER pgtrigger_deleted_delete_71335 ON public.merchants_shop IS '3d1da263226594dbcc971c1278f231da17a106e3';
CREATE TRIGGER pgtrigger_deleted_delete_cb89c AFTER DELETE ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_deleted_delete_cb89c();
COMMENT ON TRIGGER pgtrigger_deleted_delete_cb89c ON public.catalog_product IS '71d89dd88d44f18891989560d063de84c0d1a289';
CREATE TRIGGER pgtrigger_deleted_delete_ed4b7 AFTER DELETE ON public.staff_employee FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_deleted_delete_ed4b7();
COMMENT ON TRIGGER pgtrigger_deleted_delete_ed4b7 ON public.staff_employee IS '13676a0df707dd77c7411d756c1d36348a504a07';
CREATE CONSTRAINT TRIGGER pgtrigger_entry_balances_a6a93 AFTER INSERT ON public.orders_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entry_balances_a6a93();
COMMENT ON TRIGGER pgtrigger_entry_balances_a6a93 ON public.orders_entry IS 'be91f11f5962c6ab212588f973ae645526f1d2e9';
CREATE CONSTRAINT TRIGGER pgtrigger_journal_balances_34bcb AFTER INSERT ON public.orders_journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_journal_balances_34bcb();
COMMENT ON TRIGGER pgtrigger_journal_balances_34bcb ON public.orders_journal IS '59d0d8f21e95c7288912c908638a47ff70e7b2ab';
CREATE TRIGGER pgtrigger_settled_rows_46f74 BEFORE INSERT OR DELETE OR UPDATE ON public.staff_payline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_settled_rows_46f74();
COMMENT ON TRIGGER pgtrigger_settled_rows_46f74 ON public.staff_payline IS 'fe809d65766d8478a220a5510abd86da0b17f0a1';
CREATE TRIGGER pgtrigger_settled_rows_f3622 BEFORE INSERT OR DELETE OR UPDATE ON public.staff_payslip FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_settled_rows_f3622();
COMMENT ON TRIGGER pgtrigger_settled_rows_f3622 ON public.staff_payslip IS 'b89c6b9c99764eb3ea99a80192d623680cda7afb';
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_address
    ADD CONSTRAINT accounts_address_user_id_c8c74ddf_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_signin
    ADD CONSTRAINT accounts_signin_user_id_700b4e69_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.audit_act
    ADD CONSTRAINT audit_act_actor_id_66e8d079_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.audit_look
    ADD CONSTRAINT audit_look_viewer_id_c98fd150_fk_accounts_user_id FOREIGN KEY (viewer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_campaign
    ADD CONSTRAINT catalog_campaign_category_id_1b1a9fc4_fk_catalog_category_id FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_campaign
    ADD CONSTRAINT catalog_campaign_created_by_id_6533c993_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_campaign
    ADD CONSTRAINT catalog_campaign_product_id_f6c27667_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_campaign
    ADD CONSTRAINT catalog_campaign_shop_id_a3117276_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_parent_id_f61bd017_fk_catalog_category_id FOREIGN KEY (parent_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_categoryattribute
    ADD CONSTRAINT catalog_categoryattr_category_id_ac895c31_fk_catalog_c FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT catalog_favourite_product_id_90c4feb7_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT catalog_favourite_shop_id_9c1bcad9_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_favourite
    ADD CONSTRAINT catalog_favourite_user_id_321f4515_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importchange
    ADD CONSTRAINT catalog_importchange_product_id_cffacd4d_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importchange
    ADD CONSTRAINT catalog_importchange_run_id_0850aac1_fk_catalog_importrun_id FOREIGN KEY (run_id) REFERENCES public.catalog_importrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importrun
    ADD CONSTRAINT catalog_importrun_asked_by_id_6ed33aa5_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importrun
    ADD CONSTRAINT catalog_importrun_file_id_5f5619a0_fk_uploads_privatefile_id FOREIGN KEY (file_id) REFERENCES public.uploads_privatefile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importrun
    ADD CONSTRAINT catalog_importrun_imported_by_id_1965f93c_fk_accounts_user_id FOREIGN KEY (imported_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_importrun
    ADD CONSTRAINT catalog_importrun_shop_id_2b0efa89_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_movement
    ADD CONSTRAINT catalog_movement_actor_id_e2b821e8_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_movement
    ADD CONSTRAINT catalog_movement_sku_id_e7b4602a_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_picture
    ADD CONSTRAINT catalog_picture_product_id_e598270e_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_pricerecord
    ADD CONSTRAINT catalog_pricerecord_changed_by_id_659c69ed_fk_accounts_user_id FOREIGN KEY (changed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_pricerecord
    ADD CONSTRAINT catalog_pricerecord_sku_id_7a998488_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_category_id_35bf920b_fk_catalog_category_id FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_freight_template_id_47033bea_fk_merchants FOREIGN KEY (freight_template_id) REFERENCES public.merchants_freighttemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_shop_id_8ebb3f92_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_reservation
    ADD CONSTRAINT catalog_reservation_sku_id_6c45189c_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_sku
    ADD CONSTRAINT catalog_sku_product_id_6332277c_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_sku
    ADD CONSTRAINT catalog_sku_shop_id_f988c28c_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_stock
    ADD CONSTRAINT catalog_stock_sku_id_56ad7634_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_person_id_bf28a9bd_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_agreementsignature
    ADD CONSTRAINT merchants_agreements_application_id_85d0dfec_fk_merchants FOREIGN KEY (application_id) REFERENCES public.merchants_application(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_agreementsignature
    ADD CONSTRAINT merchants_agreements_signer_id_a3cf6105_fk_accounts_ FOREIGN KEY (signer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_appeal
    ADD CONSTRAINT merchants_appeal_appealed_by_id_92c757d0_fk_accounts_user_id FOREIGN KEY (appealed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_appeal
    ADD CONSTRAINT merchants_appeal_sanction_id_916893f1_fk_merchants_sanction_id FOREIGN KEY (sanction_id) REFERENCES public.merchants_sanction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_application
    ADD CONSTRAINT merchants_application_applicant_id_df436d5a_fk_accounts_user_id FOREIGN KEY (applicant_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_application
    ADD CONSTRAINT merchants_application_shop_id_02e66de8_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_ban
    ADD CONSTRAINT merchants_ban_shop_id_034557fa_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_dailyreport
    ADD CONSTRAINT merchants_dailyreport_shop_id_35e292c3_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_demand
    ADD CONSTRAINT merchants_demand_asked_by_id_b22ea922_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_demand
    ADD CONSTRAINT merchants_demand_shop_id_3bd40285_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_document
    ADD CONSTRAINT merchants_document_application_id_4447632e_fk_merchants FOREIGN KEY (application_id) REFERENCES public.merchants_application(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_document
    ADD CONSTRAINT merchants_document_file_id_40fd5cc4_fk_uploads_privatefile_id FOREIGN KEY (file_id) REFERENCES public.uploads_privatefile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_document
    ADD CONSTRAINT merchants_document_shop_id_98f640f7_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_freightrate
    ADD CONSTRAINT merchants_freightrat_template_id_37bbd9be_fk_merchants FOREIGN KEY (template_id) REFERENCES public.merchants_freighttemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_freighttemplate
    ADD CONSTRAINT merchants_freighttemplate_shop_id_2d54b3f2_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_holiday
    ADD CONSTRAINT merchants_holiday_planned_by_id_9bb22e7c_fk_accounts_user_id FOREIGN KEY (planned_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_holiday
    ADD CONSTRAINT merchants_holiday_shop_id_43deea58_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_invitation
    ADD CONSTRAINT merchants_invitation_accepted_by_id_d8b82e2d_fk_accounts_ FOREIGN KEY (accepted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_invitation
    ADD CONSTRAINT merchants_invitation_invited_by_id_6aeb8522_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_invitation
    ADD CONSTRAINT merchants_invitation_shop_id_c2b77631_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_member
    ADD CONSTRAINT merchants_member_shop_id_83b4daa5_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_member
    ADD CONSTRAINT merchants_member_user_id_6a0f9954_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_sanction
    ADD CONSTRAINT merchants_sanction_decided_by_id_842e306d_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_sanction
    ADD CONSTRAINT merchants_sanction_shop_id_33691fa0_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_sanction
    ADD CONSTRAINT merchants_sanction_violation_id_a908bf8d_fk_merchants FOREIGN KEY (violation_id) REFERENCES public.merchants_violation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_shoprecord
    ADD CONSTRAINT merchants_shoprecord_shop_id_6b86e60e_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_violation
    ADD CONSTRAINT merchants_violation_reported_by_id_4da7fd70_fk_accounts_user_id FOREIGN KEY (reported_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.merchants_violation
    ADD CONSTRAINT merchants_violation_shop_id_4b88922f_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delivery_person_id_3614c5a9_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_notice
    ADD CONSTRAINT notifications_notice_person_id_d7ad3aad_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_account
    ADD CONSTRAINT orders_account_shop_id_47445dd8_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_cart
    ADD CONSTRAINT orders_cart_user_id_121a069e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_cartline
    ADD CONSTRAINT orders_cartline_cart_id_af5e6867_fk_orders_cart_id FOREIGN KEY (cart_id) REFERENCES public.orders_cart(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_cartline
    ADD CONSTRAINT orders_cartline_sku_id_d7cfb976_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_commissionrate
    ADD CONSTRAINT orders_commissionrat_category_id_8fd8b1ac_fk_catalog_c FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_commissionrate
    ADD CONSTRAINT orders_commissionrate_shop_id_2b996136_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchrow
    ADD CONSTRAINT orders_dispatchrow_order_id_80083da5_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchrow
    ADD CONSTRAINT orders_dispatchrow_sheet_id_b2dbbc1a_fk_orders_dispatchsheet_id FOREIGN KEY (sheet_id) REFERENCES public.orders_dispatchsheet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchrow
    ADD CONSTRAINT orders_dispatchrow_shipment_id_c4c7a4ab_fk_orders_shipment_id FOREIGN KEY (shipment_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchsheet
    ADD CONSTRAINT orders_dispatchsheet_shop_id_c0c1f918_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchsheet
    ADD CONSTRAINT orders_dispatchsheet_started_by_id_25c26639_fk_accounts_user_id FOREIGN KEY (started_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_dispatchsheet
    ADD CONSTRAINT orders_dispatchsheet_uploaded_by_id_e32191bd_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_entry
    ADD CONSTRAINT orders_entry_account_id_3f8d6d61_fk_orders_account_id FOREIGN KEY (account_id) REFERENCES public.orders_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_entry
    ADD CONSTRAINT orders_entry_journal_id_d15192e8_fk_orders_journal_id FOREIGN KEY (journal_id) REFERENCES public.orders_journal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_eventreview
    ADD CONSTRAINT orders_eventreview_event_id_87a86c6a_fk_orders_paymentevent_id FOREIGN KEY (event_id) REFERENCES public.orders_paymentevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_eventreview
    ADD CONSTRAINT orders_eventreview_reviewed_by_id_98ee7f3c_fk_accounts_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_journal
    ADD CONSTRAINT orders_journal_posted_by_id_b379c281_fk_accounts_user_id FOREIGN KEY (posted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_journal
    ADD CONSTRAINT orders_journal_reverses_id_a1627fcf_fk_orders_journal_id FOREIGN KEY (reverses_id) REFERENCES public.orders_journal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_buyer_id_26195532_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_shop_id_b562fb3d_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_trade_id_a2d29ddc_fk_orders_trade_id FOREIGN KEY (trade_id) REFERENCES public.orders_trade(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_category_id_0e6ff9a1_fk_catalog_category_id FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_order_id_17f8f3ef_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_sku_id_0e23d12e_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_parcelreport
    ADD CONSTRAINT orders_parcelreport_shipment_id_7f6ced1a_fk_orders_shipment_id FOREIGN KEY (shipment_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payment
    ADD CONSTRAINT orders_payment_trade_id_225a1188_fk_orders_trade_id FOREIGN KEY (trade_id) REFERENCES public.orders_trade(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_paymentevent
    ADD CONSTRAINT orders_paymentevent_payment_id_7b3552b0_fk_orders_payment_id FOREIGN KEY (payment_id) REFERENCES public.orders_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payout
    ADD CONSTRAINT orders_payout_account_id_633ca9f4_fk_orders_payoutaccount_id FOREIGN KEY (account_id) REFERENCES public.orders_payoutaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payout
    ADD CONSTRAINT orders_payout_drafted_by_id_136c56af_fk_accounts_user_id FOREIGN KEY (drafted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payout
    ADD CONSTRAINT orders_payout_shop_id_d9f3c938_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payoutaccount
    ADD CONSTRAINT orders_payoutaccount_requested_by_id_7c96c33d_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payoutaccount
    ADD CONSTRAINT orders_payoutaccount_shop_id_accc9de2_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payoutevent
    ADD CONSTRAINT orders_payoutevent_payout_id_688dd68e_fk_orders_payout_id FOREIGN KEY (payout_id) REFERENCES public.orders_payout(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payouteventreview
    ADD CONSTRAINT orders_payouteventre_event_id_c19d8090_fk_orders_pa FOREIGN KEY (event_id) REFERENCES public.orders_payoutevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payouteventreview
    ADD CONSTRAINT orders_payouteventre_reviewed_by_id_68f754e6_fk_accounts_ FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payouthold
    ADD CONSTRAINT orders_payouthold_order_id_8e1343a9_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_payouthold
    ADD CONSTRAINT orders_payouthold_shop_id_ec354e9b_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_progress
    ADD CONSTRAINT orders_progress_order_id_20c666d9_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_refund
    ADD CONSTRAINT orders_refund_asked_by_id_5342934c_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_refund
    ADD CONSTRAINT orders_refund_order_id_43062cb7_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_refund
    ADD CONSTRAINT orders_refund_payment_id_a6b07753_fk_orders_payment_id FOREIGN KEY (payment_id) REFERENCES public.orders_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_reply
    ADD CONSTRAINT orders_reply_review_id_f09fd17f_fk_orders_review_id FOREIGN KEY (review_id) REFERENCES public.orders_review(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_reply
    ADD CONSTRAINT orders_reply_written_by_id_c52e18c5_fk_accounts_user_id FOREIGN KEY (written_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_buyer_id_a868c5bb_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_line_id_39b5e4d3_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_product_id_fcb3225d_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_review
    ADD CONSTRAINT orders_review_shop_id_b5d2c0b3_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_sandboxrefund
    ADD CONSTRAINT orders_sandboxrefund_charge_id_e67ea052_fk_orders_sa FOREIGN KEY (charge_id) REFERENCES public.orders_sandboxcharge(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_order_id_661ed8ed_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_refund_id_0be48854_fk_orders_refund_id FOREIGN KEY (refund_id) REFERENCES public.orders_refund(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_replaces_id_2cc0e338_fk_orders_shipment_id FOREIGN KEY (replaces_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_shipped_by_id_fa3d9bef_fk_accounts_user_id FOREIGN KEY (shipped_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_line_id_199620aa_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_shipment_id_fa484a42_fk_orders_shipment_id FOREIGN KEY (shipment_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_soldname
    ADD CONSTRAINT orders_soldname_shop_id_c56d9231_fk_merchants_shop_id FOREIGN KEY (shop_id) REFERENCES public.merchants_shop(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_soldname
    ADD CONSTRAINT orders_soldname_sku_id_616edbd0_fk_catalog_sku_id FOREIGN KEY (sku_id) REFERENCES public.catalog_sku(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_trade
    ADD CONSTRAINT orders_trade_buyer_id_19575f62_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_trade
    ADD CONSTRAINT orders_trade_cancelled_by_id_ee5a3207_fk_accounts_user_id FOREIGN KEY (cancelled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_acknowledgement
    ADD CONSTRAINT rulebook_acknowledge_edition_id_f94c0950_fk_rulebook_ FOREIGN KEY (edition_id) REFERENCES public.rulebook_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_acknowledgement
    ADD CONSTRAINT rulebook_acknowledgement_person_id_f4ee587a_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_amendment
    ADD CONSTRAINT rulebook_amendment_announced_by_id_01a653a7_fk_accounts_user_id FOREIGN KEY (announced_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_amendment
    ADD CONSTRAINT rulebook_amendment_resolution_id_f942de1b_fk_rulebook_ FOREIGN KEY (resolution_id) REFERENCES public.rulebook_resolution(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_refusal
    ADD CONSTRAINT rulebook_refusal_actor_id_cbb56e8e_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.rulebook_resolution
    ADD CONSTRAINT rulebook_resolution_recorded_by_id_618ec910_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.signatures_party
    ADD CONSTRAINT signatures_party_person_id_01bd74b0_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.signatures_signature
    ADD CONSTRAINT signatures_signature_party_id_56af062c_fk_signatures_party_id FOREIGN KEY (party_id) REFERENCES public.signatures_party(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_application
    ADD CONSTRAINT staff_application_applicant_id_99c0f6e9_fk_accounts_user_id FOREIGN KEY (applicant_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_application
    ADD CONSTRAINT staff_application_opening_id_375a61b2_fk_staff_opening_id FOREIGN KEY (opening_id) REFERENCES public.staff_opening(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_appraisal
    ADD CONSTRAINT staff_appraisal_cycle_id_672134c2_fk_staff_cycle_id FOREIGN KEY (cycle_id) REFERENCES public.staff_cycle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_appraisal
    ADD CONSTRAINT staff_appraisal_employee_id_67dff9aa_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_attendanceresult
    ADD CONSTRAINT staff_attendanceresu_employee_id_fe0b661b_fk_staff_emp FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_attendanceresult
    ADD CONSTRAINT staff_attendanceresult_duty_id_ace8b3bc_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_blockedvisitor
    ADD CONSTRAINT staff_blockedvisitor_blocked_by_id_b4fe3906_fk_accounts_user_id FOREIGN KEY (blocked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_breach
    ADD CONSTRAINT staff_breach_employee_id_7184db67_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_breach
    ADD CONSTRAINT staff_breach_recorded_by_id_8f7064b3_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_breachwithdrawal
    ADD CONSTRAINT staff_breachwithdraw_withdrawn_by_id_7609115f_fk_accounts_ FOREIGN KEY (withdrawn_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_breachwithdrawal
    ADD CONSTRAINT staff_breachwithdrawal_breach_id_bd834587_fk_staff_breach_id FOREIGN KEY (breach_id) REFERENCES public.staff_breach(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_clearance
    ADD CONSTRAINT staff_clearance_employee_id_2cd0916a_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_clearance
    ADD CONSTRAINT staff_clearance_opened_by_id_cec47373_fk_accounts_user_id FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_clearanceline
    ADD CONSTRAINT staff_clearanceline_clearance_id_f6a36136_fk_staff_clearance_id FOREIGN KEY (clearance_id) REFERENCES public.staff_clearance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_clearanceline
    ADD CONSTRAINT staff_clearanceline_department_id_a6adcd68_fk_staff_dep FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_clearanceline
    ADD CONSTRAINT staff_clearanceline_signed_by_id_d6eb4f36_fk_accounts_user_id FOREIGN KEY (signed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_correction
    ADD CONSTRAINT staff_correction_decided_by_id_2e75bdec_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_correction
    ADD CONSTRAINT staff_correction_duty_id_6854300c_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_correction
    ADD CONSTRAINT staff_correction_employee_id_8da1a541_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_course
    ADD CONSTRAINT staff_course_department_id_6160afd5_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_cover
    ADD CONSTRAINT staff_cover_department_id_9d4c2938_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_appraisal_id_441286b3_fk_staff_appraisal_id FOREIGN KEY (appraisal_id) REFERENCES public.staff_appraisal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_breach_id_e4c9803f_fk_staff_breach_id FOREIGN KEY (breach_id) REFERENCES public.staff_breach(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_decided_by_id_64c0d5b0_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_employee_id_525daad9_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_decision
    ADD CONSTRAINT staff_decision_position_id_7527235c_fk_staff_position_id FOREIGN KEY (position_id) REFERENCES public.staff_position(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_department
    ADD CONSTRAINT staff_department_head_id_54b2516e_fk_staff_employee_id FOREIGN KEY (head_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_duty
    ADD CONSTRAINT staff_duty_employee_id_9731436f_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_duty
    ADD CONSTRAINT staff_duty_kind_id_33263c76_fk_staff_shiftkind_id FOREIGN KEY (kind_id) REFERENCES public.staff_shiftkind(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_editionwithdrawal
    ADD CONSTRAINT staff_editionwithdra_edition_id_acbfbe8d_fk_staff_tex FOREIGN KEY (edition_id) REFERENCES public.staff_textedition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_editionwithdrawal
    ADD CONSTRAINT staff_editionwithdra_withdrawn_by_id_3b23c6f0_fk_accounts_ FOREIGN KEY (withdrawn_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_job_type_id_f31c7da7_fk_staff_jobtype_id FOREIGN KEY (job_type_id) REFERENCES public.staff_jobtype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_position_id_74af0d61_fk_staff_position_id FOREIGN KEY (position_id) REFERENCES public.staff_position(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_superior_id_b17982a9_fk_staff_employee_id FOREIGN KEY (superior_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_employee
    ADD CONSTRAINT staff_employee_user_id_bb7e843c_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_enrolment
    ADD CONSTRAINT staff_enrolment_employee_id_c6356741_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_enrolment
    ADD CONSTRAINT staff_enrolment_enrolled_by_id_c270b3b6_fk_accounts_user_id FOREIGN KEY (enrolled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_entry
    ADD CONSTRAINT staff_entry_department_id_3fc54677_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_entry
    ADD CONSTRAINT staff_entry_opened_by_id_bfffb0d3_fk_accounts_user_id FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_entry
    ADD CONSTRAINT staff_entry_owner_id_a3feaa86_fk_staff_employee_id FOREIGN KEY (owner_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_finding
    ADD CONSTRAINT staff_finding_closed_by_id_15594451_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_finding
    ADD CONSTRAINT staff_finding_fixed_by_id_d3404c11_fk_accounts_user_id FOREIGN KEY (fixed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_finding
    ADD CONSTRAINT staff_finding_owner_id_ba0dd25b_fk_staff_employee_id FOREIGN KEY (owner_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_finding
    ADD CONSTRAINT staff_finding_round_id_7734a6ab_fk_staff_round_id FOREIGN KEY (round_id) REFERENCES public.staff_round(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_handover
    ADD CONSTRAINT staff_handover_department_id_52addb39_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_handover
    ADD CONSTRAINT staff_handover_duty_id_e0669ecf_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_handover
    ADD CONSTRAINT staff_handover_taken_by_id_34fa5b5c_fk_staff_employee_id FOREIGN KEY (taken_by_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_lapse
    ADD CONSTRAINT staff_lapse_duty_id_f9bac270_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_lapse
    ADD CONSTRAINT staff_lapse_employee_id_cccb616d_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_lapse
    ADD CONSTRAINT staff_lapse_recorded_by_id_45ab7345_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leavecertificate
    ADD CONSTRAINT staff_leavecertifica_request_id_7c86b03a_fk_staff_lea FOREIGN KEY (request_id) REFERENCES public.staff_leaverequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT staff_leaveentry_booked_by_id_c118bf2a_fk_accounts_user_id FOREIGN KEY (booked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT staff_leaveentry_employee_id_54b00542_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT staff_leaveentry_request_id_38dab9cf_fk_staff_leaverequest_id FOREIGN KEY (request_id) REFERENCES public.staff_leaverequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaveentry
    ADD CONSTRAINT staff_leaveentry_run_id_1f309569_fk_staff_payrun_id FOREIGN KEY (run_id) REFERENCES public.staff_payrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaverequest
    ADD CONSTRAINT staff_leaverequest_asked_by_id_8993592d_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaverequest
    ADD CONSTRAINT staff_leaverequest_decided_by_id_b2f8b878_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_leaverequest
    ADD CONSTRAINT staff_leaverequest_employee_id_7fa2e7a5_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_levelgrant
    ADD CONSTRAINT staff_levelgrant_employee_id_e1bae38c_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_levelgrant
    ADD CONSTRAINT staff_levelgrant_granted_by_id_ce04baa8_fk_accounts_user_id FOREIGN KEY (granted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_levelgrant
    ADD CONSTRAINT staff_levelgrant_position_id_ceae7fdb_fk_staff_position_id FOREIGN KEY (position_id) REFERENCES public.staff_position(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_meeting_present
    ADD CONSTRAINT staff_meeting_present_employee_id_c05ceb6f_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_meeting_present
    ADD CONSTRAINT staff_meeting_present_meeting_id_03cde63f_fk_staff_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.staff_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_meeting
    ADD CONSTRAINT staff_meeting_recorded_by_id_a3796925_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_department_id_8cbc28ad_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_notice
    ADD CONSTRAINT staff_notice_published_by_id_16c69e83_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_noticeread
    ADD CONSTRAINT staff_noticeread_employee_id_1456c671_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_noticeread
    ADD CONSTRAINT staff_noticeread_notice_id_91f40454_fk_staff_notice_id FOREIGN KEY (notice_id) REFERENCES public.staff_notice(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_opening
    ADD CONSTRAINT staff_opening_position_id_b0e4da0c_fk_staff_position_id FOREIGN KEY (position_id) REFERENCES public.staff_position(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_opening
    ADD CONSTRAINT staff_opening_published_by_id_0ec68f4a_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_paper
    ADD CONSTRAINT staff_paper_department_id_4f02494f_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_paper
    ADD CONSTRAINT staff_paper_owner_id_09ae03e2_fk_staff_employee_id FOREIGN KEY (owner_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_paperversion
    ADD CONSTRAINT staff_paperversion_added_by_id_c424ac2d_fk_accounts_user_id FOREIGN KEY (added_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_paperversion
    ADD CONSTRAINT staff_paperversion_paper_id_60a6b4c7_fk_staff_paper_id FOREIGN KEY (paper_id) REFERENCES public.staff_paper(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_pattern
    ADD CONSTRAINT staff_pattern_department_id_2b039c06_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_patternmember
    ADD CONSTRAINT staff_patternmember_employee_id_c7467349_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_patternmember
    ADD CONSTRAINT staff_patternmember_pattern_id_e3c94f35_fk_staff_pattern_id FOREIGN KEY (pattern_id) REFERENCES public.staff_pattern(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_patternstep
    ADD CONSTRAINT staff_patternstep_kind_id_1ae03cc6_fk_staff_shiftkind_id FOREIGN KEY (kind_id) REFERENCES public.staff_shiftkind(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_patternstep
    ADD CONSTRAINT staff_patternstep_pattern_id_a97db149_fk_staff_pattern_id FOREIGN KEY (pattern_id) REFERENCES public.staff_pattern(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payline
    ADD CONSTRAINT staff_payline_payslip_id_5461ab8c_fk_staff_payslip_id FOREIGN KEY (payslip_id) REFERENCES public.staff_payslip(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payline
    ADD CONSTRAINT staff_payline_reverses_id_3a4b4640_fk_staff_payline_id FOREIGN KEY (reverses_id) REFERENCES public.staff_payline(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payplacement
    ADD CONSTRAINT staff_payplacement_employee_id_23e57bb1_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payplacement
    ADD CONSTRAINT staff_payplacement_grade_id_ef2dec65_fk_staff_paygrade_id FOREIGN KEY (grade_id) REFERENCES public.staff_paygrade(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payplacement
    ADD CONSTRAINT staff_payplacement_placed_by_id_c397b6cb_fk_accounts_user_id FOREIGN KEY (placed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payplacement
    ADD CONSTRAINT staff_payplacement_position_id_624e8f56_fk_staff_position_id FOREIGN KEY (position_id) REFERENCES public.staff_position(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payrate
    ADD CONSTRAINT staff_payrate_grade_id_9a5eb706_fk_staff_paygrade_id FOREIGN KEY (grade_id) REFERENCES public.staff_paygrade(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payrate
    ADD CONSTRAINT staff_payrate_set_by_id_6c517f5f_fk_accounts_user_id FOREIGN KEY (set_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payrun
    ADD CONSTRAINT staff_payrun_approved_by_id_78565fae_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payrun
    ADD CONSTRAINT staff_payrun_computed_by_id_e41080f5_fk_accounts_user_id FOREIGN KEY (computed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payrun
    ADD CONSTRAINT staff_payrun_paid_by_id_3a16106d_fk_accounts_user_id FOREIGN KEY (paid_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payslip
    ADD CONSTRAINT staff_payslip_employee_id_a8549ad0_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_payslip
    ADD CONSTRAINT staff_payslip_run_id_d07e6e5a_fk_staff_payrun_id FOREIGN KEY (run_id) REFERENCES public.staff_payrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_position
    ADD CONSTRAINT staff_position_department_id_8b15fac1_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_position
    ADD CONSTRAINT staff_position_role_id_fdfd4f1a_fk_auth_group_id FOREIGN KEY (role_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_punch
    ADD CONSTRAINT staff_punch_correction_id_4887def0_fk_staff_correction_id FOREIGN KEY (correction_id) REFERENCES public.staff_correction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_punch
    ADD CONSTRAINT staff_punch_employee_id_8cb05696_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_qualificationreview
    ADD CONSTRAINT staff_qualificationr_application_id_75992d18_fk_staff_app FOREIGN KEY (application_id) REFERENCES public.staff_application(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_qualificationreview
    ADD CONSTRAINT staff_qualificationr_reviewed_by_id_c8785015_fk_accounts_ FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_release
    ADD CONSTRAINT staff_release_duty_id_709893be_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_release
    ADD CONSTRAINT staff_release_released_by_id_b4dc192e_fk_accounts_user_id FOREIGN KEY (released_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_rostermonth
    ADD CONSTRAINT staff_rostermonth_department_id_2b4b9f94_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_rostermonth
    ADD CONSTRAINT staff_rostermonth_published_by_id_3f05f4d4_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_round
    ADD CONSTRAINT staff_round_plan_id_ee6501d8_fk_staff_roundplan_id FOREIGN KEY (plan_id) REFERENCES public.staff_roundplan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_round
    ADD CONSTRAINT staff_round_walked_by_id_84ffc898_fk_accounts_user_id FOREIGN KEY (walked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_roundplan
    ADD CONSTRAINT staff_roundplan_department_id_bc7a0682_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_seat
    ADD CONSTRAINT staff_seat_holder_id_e3c88043_fk_staff_employee_id FOREIGN KEY (holder_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_shiftkind
    ADD CONSTRAINT staff_shiftkind_department_id_343e0b61_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_decided_by_id_fde1a5ea_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_given_id_06fc8591_fk_staff_duty_id FOREIGN KEY (given_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_partner_id_31ab5ced_fk_staff_employee_id FOREIGN KEY (partner_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_proposer_id_524a9d96_fk_staff_employee_id FOREIGN KEY (proposer_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swap
    ADD CONSTRAINT staff_swap_repaid_id_7c9640d6_fk_staff_duty_id FOREIGN KEY (repaid_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swapshare
    ADD CONSTRAINT staff_swapshare_decided_by_id_027ac1cb_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swapshare
    ADD CONSTRAINT staff_swapshare_duty_id_d2d10ae5_fk_staff_duty_id FOREIGN KEY (duty_id) REFERENCES public.staff_duty(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_swapshare
    ADD CONSTRAINT staff_swapshare_swap_id_9f8698dc_fk_staff_swap_id FOREIGN KEY (swap_id) REFERENCES public.staff_swap(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_target
    ADD CONSTRAINT staff_target_department_id_c6ee3c09_fk_staff_department_id FOREIGN KEY (department_id) REFERENCES public.staff_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_target
    ADD CONSTRAINT staff_target_set_by_id_c56419e6_fk_accounts_user_id FOREIGN KEY (set_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_targetreport
    ADD CONSTRAINT staff_targetreport_reported_by_id_4520f0b9_fk_accounts_user_id FOREIGN KEY (reported_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_targetreport
    ADD CONSTRAINT staff_targetreport_target_id_08c4e99c_fk_staff_target_id FOREIGN KEY (target_id) REFERENCES public.staff_target(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_textacknowledgement
    ADD CONSTRAINT staff_textacknowledg_edition_id_9f5573f0_fk_staff_tex FOREIGN KEY (edition_id) REFERENCES public.staff_textedition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_textacknowledgement
    ADD CONSTRAINT staff_textacknowledg_employee_id_16384d66_fk_staff_emp FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_textedition
    ADD CONSTRAINT staff_textedition_published_by_id_a2e4129a_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_textedition
    ADD CONSTRAINT staff_textedition_text_id_6788dee3_fk_staff_housetext_id FOREIGN KEY (text_id) REFERENCES public.staff_housetext(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingrecord
    ADD CONSTRAINT staff_trainingrecord_course_id_03956f92_fk_staff_course_id FOREIGN KEY (course_id) REFERENCES public.staff_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingrecord
    ADD CONSTRAINT staff_trainingrecord_employee_id_5224741c_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingrecord
    ADD CONSTRAINT staff_trainingrecord_recorded_by_id_5f3e200e_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingseat
    ADD CONSTRAINT staff_trainingseat_employee_id_04ec5e91_fk_staff_employee_id FOREIGN KEY (employee_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingseat
    ADD CONSTRAINT staff_trainingseat_session_id_8b90021a_fk_staff_tra FOREIGN KEY (session_id) REFERENCES public.staff_trainingsession(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_trainingsession
    ADD CONSTRAINT staff_trainingsession_course_id_f22ce10f_fk_staff_course_id FOREIGN KEY (course_id) REFERENCES public.staff_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_visit
    ADD CONSTRAINT staff_visit_announced_by_id_8b574a9a_fk_accounts_user_id FOREIGN KEY (announced_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_visit
    ADD CONSTRAINT staff_visit_decided_by_id_8644f9b5_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_visit
    ADD CONSTRAINT staff_visit_escort_id_fff9bee4_fk_staff_employee_id FOREIGN KEY (escort_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_visit
    ADD CONSTRAINT staff_visit_host_id_46230879_fk_staff_employee_id FOREIGN KEY (host_id) REFERENCES public.staff_employee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_vote
    ADD CONSTRAINT staff_vote_meeting_id_19a8ae63_fk_staff_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.staff_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_vote
    ADD CONSTRAINT staff_vote_resolution_id_40ce78a0_fk_rulebook_resolution_id FOREIGN KEY (resolution_id) REFERENCES public.rulebook_resolution(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.uploads_privatefile
    ADD CONSTRAINT uploads_privatefile_uploaded_by_id_1dc12032_fk_accounts_user_id FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public.django_migrations VALUES (1, 'contenttypes', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (2, 'contenttypes', '0002_remove_content_type_name', now());
INSERT INTO public.django_migrations VALUES (3, 'auth', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (4, 'auth', '0002_alter_permission_name_max_length', now());
INSERT INTO public.django_migrations VALUES (5, 'auth', '0003_alter_user_email_max_length', now());
INSERT INTO public.django_migrations VALUES (6, 'auth', '0004_alter_user_username_opts', now());
INSERT INTO public.django_migrations VALUES (7, 'auth', '0005_alter_user_last_login_null', now());
INSERT INTO public.django_migrations VALUES (8, 'auth', '0006_require_contenttypes_0002', now());
INSERT INTO public.django_migrations VALUES (9, 'auth', '0007_alter_validators_add_error_messages', now());
INSERT INTO public.django_migrations VALUES (10, 'auth', '0008_alter_user_username_max_length', now());
INSERT INTO public.django_migrations VALUES (11, 'auth', '0009_alter_user_last_name_max_length', now());
INSERT INTO public.django_migrations VALUES (12, 'auth', '0010_alter_group_name_max_length', now());
INSERT INTO public.django_migrations VALUES (13, 'auth', '0011_update_proxy_permissions', now());
INSERT INTO public.django_migrations VALUES (14, 'auth', '0012_alter_user_first_name_max_length', now());
INSERT INTO public.django_migrations VALUES (15, 'accounts', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (16, 'account', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (17, 'account', '0002_email_max_length', now());
INSERT INTO public.django_migrations VALUES (18, 'account', '0003_alter_emailaddress_create_unique_verified_email', now());
INSERT INTO public.django_migrations VALUES (19, 'account', '0004_alter_emailaddress_drop_unique_email', now());
INSERT INTO public.django_migrations VALUES (20, 'account', '0005_emailaddress_idx_upper_email', now());
INSERT INTO public.django_migrations VALUES (21, 'account', '0006_emailaddress_lower', now());
INSERT INTO public.django_migrations VALUES (22, 'account', '0007_emailaddress_idx_email', now());
INSERT INTO public.django_migrations VALUES (23, 'account', '0008_emailaddress_unique_primary_email_fixup', now());
INSERT INTO public.django_migrations VALUES (24, 'account', '0009_emailaddress_unique_primary_email', now());
INSERT INTO public.django_migrations VALUES (25, 'accounts', '0002_reveal_permission', now());
INSERT INTO public.django_migrations VALUES (26, 'accounts', '0003_chosen_language', now());
INSERT INTO public.django_migrations VALUES (27, 'accounts', '0004_index_display_names', now());
INSERT INTO public.django_migrations VALUES (28, 'admin', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (29, 'admin', '0002_logentry_remove_auto_add', now());
INSERT INTO public.django_migrations VALUES (30, 'admin', '0003_logentry_add_action_flag_choices', now());
INSERT INTO public.django_migrations VALUES (31, 'audit', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (32, 'audit', '0002_transactions', now());
INSERT INTO public.django_migrations VALUES (33, 'merchants', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (34, 'merchants', '0002_history', now());
INSERT INTO public.django_migrations VALUES (35, 'merchants', '0003_shop_record', now());
INSERT INTO public.django_migrations VALUES (36, 'merchants', '0004_freight_templates', now());
INSERT INTO public.django_migrations VALUES (37, 'uploads', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (38, 'catalog', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (39, 'catalog', '0002_alter_product_options_importrun_notes_product_search_and_more', now());
INSERT INTO public.django_migrations VALUES (40, 'catalog', '0003_history', now());
INSERT INTO public.django_migrations VALUES (41, 'catalog', '0004_picture_file', now());
INSERT INTO public.django_migrations VALUES (42, 'catalog', '0005_category_attributes', now());
INSERT INTO public.django_migrations VALUES (43, 'catalog', '0006_shelves_and_facets', now());
INSERT INTO public.django_migrations VALUES (44, 'catalog', '0007_import_runs', now());
INSERT INTO public.django_migrations VALUES (45, 'catalog', '0008_former_import_runs', now());
INSERT INTO public.django_migrations VALUES (46, 'catalog', '0009_returns_and_favourites', now());
INSERT INTO public.django_migrations VALUES (47, 'catalog', '0010_campaigns', now());
INSERT INTO public.django_migrations VALUES (48, 'catalog', '0011_freight_template', now());
INSERT INTO public.django_migrations VALUES (49, 'catalog', '0012_english_names_of_goods', now());
INSERT INTO public.django_migrations VALUES (50, 'deadlines', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (51, 'idempotency', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (52, 'uploads', '0002_longer_media_types', now());
INSERT INTO public.django_migrations VALUES (53, 'merchants', '0005_applications', now());
INSERT INTO public.django_migrations VALUES (54, 'merchants', '0006_discipline', now());
INSERT INTO public.django_migrations VALUES (55, 'merchants', '0007_shop_settings', now());
INSERT INTO public.django_migrations VALUES (56, 'merchants', '0008_invitations', now());
INSERT INTO public.django_migrations VALUES (57, 'merchants', '0009_holidays_and_daily_reports', now());
INSERT INTO public.django_migrations VALUES (58, 'merchants', '0010_term_for_statements', now());
INSERT INTO public.django_migrations VALUES (59, 'merchants', '0011_name_the_authority_of_a_referral', now());
INSERT INTO public.django_migrations VALUES (60, 'merchants', '0012_name_roles_in_full', now());
INSERT INTO public.django_migrations VALUES (61, 'mfa', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (62, 'mfa', '0002_authenticator_timestamps', now());
INSERT INTO public.django_migrations VALUES (63, 'mfa', '0003_authenticator_type_uniq', now());
INSERT INTO public.django_migrations VALUES (64, 'notifications', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (65, 'notifications', '0002_find_due_codes', now());
INSERT INTO public.django_migrations VALUES (66, 'orders', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (67, 'orders', '0002_rest_cancelled_and_when_to_ask', now());
INSERT INTO public.django_migrations VALUES (68, 'orders', '0003_event_review', now());
INSERT INTO public.django_migrations VALUES (69, 'orders', '0004_reviews', now());
INSERT INTO public.django_migrations VALUES (70, 'orders', '0005_what_cancelled_pieces_returned', now());
INSERT INTO public.django_migrations VALUES (71, 'orders', '0006_payouts', now());
INSERT INTO public.django_migrations VALUES (72, 'orders', '0007_number_the_sandboxs_refusals', now());
INSERT INTO public.django_migrations VALUES (73, 'orders', '0008_deliveries', now());
INSERT INTO public.django_migrations VALUES (74, 'orders', '0009_search_orders_by_sold_names', now());
INSERT INTO public.django_migrations VALUES (75, 'orders', '0010_dispatch_sheets', now());
INSERT INTO public.django_migrations VALUES (76, 'orders', '0011_list_orders_by_time', now());
INSERT INTO public.django_migrations VALUES (77, 'orders', '0012_record_who_sent_dispatch_sheets', now());
INSERT INTO public.django_migrations VALUES (78, 'orders', '0013_contest_parcels', now());
INSERT INTO public.django_migrations VALUES (79, 'orders', '0014_report_parcels_in_words', now());
INSERT INTO public.django_migrations VALUES (80, 'orders', '0015_say_when_photos_were_deleted', now());
INSERT INTO public.django_migrations VALUES (81, 'orders', '0016_english_names_of_lines', now());
INSERT INTO public.django_migrations VALUES (82, 'pghistory', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (83, 'pghistory', '0002_aggregateevent', now());
INSERT INTO public.django_migrations VALUES (84, 'pghistory', '0003_auto_20201023_1636', now());
INSERT INTO public.django_migrations VALUES (85, 'pghistory', '0004_auto_20220906_1625', now());
INSERT INTO public.django_migrations VALUES (86, 'pghistory', '0005_events_middlewareevents', now());
INSERT INTO public.django_migrations VALUES (87, 'pghistory', '0006_delete_aggregateevent', now());
INSERT INTO public.django_migrations VALUES (88, 'pghistory', '0007_auto_20250421_0444', now());
INSERT INTO public.django_migrations VALUES (89, 'rulebook', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (90, 'sessions', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (91, 'signatures', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (92, 'staff', '0001_initial', now());
INSERT INTO public.django_migrations VALUES (93, 'staff', '0002_history', now());
INSERT INTO public.django_migrations VALUES (94, 'staff', '0003_hours', now());
INSERT INTO public.django_migrations VALUES (95, 'staff', '0004_organisation_and_leaving', now());
INSERT INTO public.django_migrations VALUES (96, 'staff', '0005_attendance_and_handover', now());
INSERT INTO public.django_migrations VALUES (97, 'staff', '0006_hiring_and_growth', now());
INSERT INTO public.django_migrations VALUES (98, 'staff', '0007_pay_and_benefits', now());
INSERT INTO public.django_migrations VALUES (99, 'staff', '0008_visitors_and_rounds', now());
INSERT INTO public.django_migrations VALUES (100, 'staff', '0009_breaches_taken_back', now());
INSERT INTO public.django_migrations VALUES (101, 'staff', '0010_papers_texts_and_register', now());
INSERT INTO public.django_migrations VALUES (102, 'staff', '0011_what_leave_was_beside', now());
INSERT INTO public.django_migrations VALUES (103, 'usersessions', '0001_initial', now());
SELECT pg_catalog.setval('public.django_migrations_id_seq', 103, true);
