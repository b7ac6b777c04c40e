-- A ledger of stored procedures: accounts, and every payment once under its id.

create table account (
    id      int primary key,
    balance bigint not null check (balance >= 0)
) with (fillfactor = 50); -- room on the page for the next version of a row that changes all the time

create table payment (
    id      uuid primary key,
    payer   int not null,
    payee   int not null,
    amount  bigint not null check (amount > 0),
    settled boolean not null,
    check (payer <> payee)
);

-- What became of an id that is already taken: 2 the same payment again, 3 another one under its id.
create function outcome_of_taken(_id uuid, _payer int, _payee int, _amount bigint) returns int
language sql stable as $$
    select case when (payer, payee, amount) = (_payer, _payee, _amount) then 2 else 3 end from payment where id = _id
$$;

-- Locks the accounts in ascending order, whoever pays whom, so that no two calls wait for each other.
create function hold(_accounts int[]) returns void
language plpgsql as $$
declare
    _held int;
begin
    perform 1 from account where id = any (_accounts) order by id for update;
    get diagnostics _held = row_count;
    if _held <> cardinality(_accounts) then
        raise exception 'an account of % does not exist', _accounts;
    end if;
end
$$;

-- One payment: 1 settled, 0 not covered (and recorded so), 2 and 3 as above.
create function pay(_id uuid, _payer int, _payee int, _amount bigint) returns int
language plpgsql as $$
declare
    _held int;
begin
    insert into payment values (_id, _payer, _payee, _amount, true) on conflict do nothing;
    if not found then
        return outcome_of_taken(_id, _payer, _payee, _amount);
    end if;
    perform 1 from account where id in (_payer, _payee) order by id for update;
    get diagnostics _held = row_count;
    if _held <> 2 then
        raise exception 'account % or % does not exist', _payer, _payee;
    end if;
    update account set balance = balance - _amount where id = _payer and balance >= _amount;
    if not found then
        update payment set settled = false where id = _id;
        return 0;
    end if;
    update account set balance = balance + _amount where id = _payee;
    return 1;
end
$$;

-- Many payments, each judged in the order given as if it had come alone. The accounts are held meanwhile, so balances
-- are reckoned in arrays and written once an account. Answers how many settled.
create function pay_each(_ids uuid[], _payers int[], _payees int[], _amounts bigint[]) returns int
language plpgsql as $$
declare
    _accounts int[] := array(select distinct unnest(_payers || _payees) order by 1);
    _balances bigint[];
    _fresh    uuid[];
    _from     int[]; -- places in _balances
    _to       int[];
    _worth    bigint[];
    _refused  uuid[] := '{}';
begin
    perform hold(_accounts);
    _balances := array(select balance from account where id = any (_accounts) order by id);
    with given as (
        select distinct on (id) id, payer, payee, amount, place
        from unnest(_ids, _payers, _payees, _amounts) with ordinality as given (id, payer, payee, amount, place)
        order by id, place
    ), fresh as (
        insert into payment select id, payer, payee, amount, true from given on conflict do nothing returning id
    ), held as (
        select id, place from unnest(_accounts) with ordinality as held (id, place)
    )
    select array_agg(given.id order by given.place), array_agg(payer.place order by given.place),
        array_agg(payee.place order by given.place), array_agg(given.amount order by given.place)
    into _fresh, _from, _to, _worth
    from given join fresh using (id) join held as payer on payer.id = given.payer
        join held as payee on payee.id = given.payee;
    for _i in 1 .. coalesce(cardinality(_fresh), 0) loop
        if _balances[_from[_i]] >= _worth[_i] then
            _balances[_from[_i]] := _balances[_from[_i]] - _worth[_i];
            _balances[_to[_i]] := _balances[_to[_i]] + _worth[_i];
        else
            _refused := _refused || _fresh[_i];
        end if;
    end loop;
    if cardinality(_refused) > 0 then
        update payment set settled = false where id = any (_refused);
    end if;
    update account set balance = result.balance
    from unnest(_accounts, _balances) as result (id, balance)
    where account.id = result.id and account.balance <> result.balance;
    return coalesce(cardinality(_fresh), 0) - cardinality(_refused);
end
$$;

-- Many payments as one: all that are new settle together if every account covers its net; only if not, each is judged
-- in order. So a payment may settle here that alone, in its place, would not have been covered. Answers how many settled.
create function pay_net(_ids uuid[], _payers int[], _payees int[], _amounts bigint[]) returns int
language plpgsql as $$
declare
    _accounts int[];
    _nets     bigint[];
    _settled  int;
begin
    with fresh as (
        insert into payment
        select id, payer, payee, amount, true
        from unnest(_ids, _payers, _payees, _amounts) as given (id, payer, payee, amount)
        order by id
        on conflict do nothing
        returning payer, payee, amount
    ), net as (
        select leg.account, sum(leg.amount)::bigint as amount
        from fresh cross join lateral (values (payer, -fresh.amount), (payee, fresh.amount)) as leg (account, amount)
        group by leg.account
    )
    select array_agg(account), array_agg(amount), (select count(*) from fresh)
    into _accounts, _nets, _settled
    from net;
    if _settled > 0 then
        perform hold(_accounts);
        update account set balance = balance + net.amount
        from unnest(_accounts, _nets) as net (id, amount)
        where account.id = net.id;
    end if;
    return _settled;
exception when check_violation then
    return pay_each(_ids, _payers, _payees, _amounts);
end
$$;
