-- The least that the ADO.NET grain storage of Orleans asks of a database: its queries by name, and one row a state.

create schema if not exists transactions_peer;
set search_path = transactions_peer;

create table if not exists OrleansQuery (
    QueryKey  varchar(64) primary key,
    QueryText text not null
);

create table if not exists GrainState (
    IdHash    int not null,
    IdN0      bigint not null,
    IdN1      bigint not null,
    TypeHash  int not null,
    TypeName  varchar(512) not null,
    Extension varchar(512),
    Service   varchar(150) not null,
    Payload   bytea,
    Version   int not null,
    unique nulls not distinct (IdHash, TypeHash, IdN0, IdN1, TypeName, Extension, Service)
) with (fillfactor = 50);

delete from OrleansQuery;

insert into OrleansQuery values ('ReadFromStorageKey', '
    select Payload as PayloadBinary, Version as Version
    from GrainState
    where IdHash = @GrainIdHash and TypeHash = @GrainTypeHash and IdN0 = @GrainIdN0 and IdN1 = @GrainIdN1
      and TypeName = @GrainTypeString and Extension is not distinct from @GrainIdExtensionString
      and Service = @ServiceId
');

-- A first write inserts, a later one updates the version it has seen. Whoever is behind gets null: a conflict.
insert into OrleansQuery values ('WriteToStorageKey', '
    with updated as (
        update GrainState set Payload = @PayloadBinary, Version = Version + 1
        where IdHash = @GrainIdHash and TypeHash = @GrainTypeHash and IdN0 = @GrainIdN0 and IdN1 = @GrainIdN1
          and TypeName = @GrainTypeString and Extension is not distinct from @GrainIdExtensionString
          and Service = @ServiceId and Version = @GrainStateVersion
        returning Version
    ), inserted as (
        insert into GrainState
        select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString,
            @ServiceId, @PayloadBinary, 1
        where @GrainStateVersion is null
        on conflict do nothing
        returning Version
    )
    select coalesce((select Version from updated), (select Version from inserted)) as NewGrainStateVersion
');

insert into OrleansQuery values ('ClearStorageKey', '
    update GrainState set Payload = null, Version = Version + 1
    where IdHash = @GrainIdHash and TypeHash = @GrainTypeHash and IdN0 = @GrainIdN0 and IdN1 = @GrainIdN1
      and TypeName = @GrainTypeString and Extension is not distinct from @GrainIdExtensionString
      and Service = @ServiceId and Version = @GrainStateVersion
    returning Version as NewGrainStateVersion
');
