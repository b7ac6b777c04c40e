using Clearing.Grains.Storage;
using Orleans.Storage;

namespace Clearing.Grains.Tests.Storage;

/// <summary>What the states of grains may rely on, whichever database keeps them.</summary>
public abstract class StateTests
{
    [Fact]
    public async Task What_was_never_written_does_not_exist_and_what_is_written_is_there_also_after_a_restart()
    {
        await using (StateBench bench = await StartAsync())
        {
            StateBench.State state = await bench.ActivateAsync("world/A");
            Assert.False(state.Exists);
            Assert.Equal("", state.Value.Text);
            state.Value.Number = ulong.MaxValue;
            state.Value.Sum = Int128.MinValue;
            await state.WriteAsync("grüße, ½");
            Assert.True(state.Exists);
            await state.WriteAsync("grüße, 1");
        }

        await using StateBench again = await StartAsync();
        StateBench.State read = await again.ActivateAsync("world/A");
        Assert.True(read.Exists);
        Assert.Equal(("grüße, 1", ulong.MaxValue), (read.Value.Text, read.Value.Number));
        Assert.Equal(Int128.MinValue, read.Value.Sum);
        Assert.False((await again.ActivateAsync("world/B")).Exists);
        await read.WriteAsync("2");
        Assert.Equal("3", read.Version);
    }

    [Fact]
    public async Task Of_two_activations_the_one_that_did_not_see_the_last_write_is_refused_and_changes_nothing()
    {
        await using StateBench bench = await StartAsync();
        StateBench.State one = await bench.ActivateAsync("world/A");
        StateBench.State other = await bench.ActivateAsync("world/A");
        await one.WriteAsync("one");
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.WriteAsync("other"));

        await other.ReadAsync();
        await one.WriteAsync("one again");
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.WriteAsync("other"));
        await Assert.ThrowsAsync<InconsistentStateException>(other.ClearAsync);
        Assert.Equal("one again", (await bench.ActivateAsync("world/A")).Value.Text);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_whoever_knew_it_before_cannot_write_it_back()
    {
        await using StateBench bench = await StartAsync();
        StateBench.State old = await bench.ActivateAsync("world/A");
        await old.WriteAsync("old");
        StateBench.State state = await bench.ActivateAsync("world/A");
        await state.ClearAsync();
        Assert.False((await bench.ActivateAsync("world/A")).Exists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => old.WriteAsync("back"));

        StateBench.State later = await bench.ActivateAsync("world/A");
        await later.WriteAsync("new");
        Assert.Equal("3", later.Version);
        await Assert.ThrowsAsync<InconsistentStateException>(() => state.WriteAsync("cleared"));
        Assert.Equal("new", (await bench.ActivateAsync("world/A")).Value.Text);
    }

    [Fact]
    public async Task Sixty_four_grains_that_write_at_once_lose_nothing()
    {
        const int Writes = 10;
        await using StateBench bench = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            StateBench.State state = await bench.ActivateAsync($"world/{i}");
            for (int write = 1; write <= Writes; write++)
            {
                await state.WriteAsync($"{i}: {write}");
            }
        })));
        for (int i = 0; i < 64; i++)
        {
            StateBench.State state = await bench.ActivateAsync($"world/{i}");
            Assert.Equal(($"{i}: {Writes}", $"{Writes}"), (state.Value.Text, state.Version));
        }
    }

    [Fact]
    public async Task Of_sixty_four_activations_of_one_grain_that_write_at_once_one_is_taken()
    {
        await using StateBench bench = await StartAsync();
        StateBench.State[] states = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => bench.ActivateAsync("world/A")));
        for (int round = 1; round <= 2; round++)
        {
            bool[] taken = await Task.WhenAll(states.Select((state, i) => Task.Run(async () =>
            {
                try
                {
                    await state.WriteAsync($"{i}");
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            })));
            StateBench.State there = await bench.ActivateAsync("world/A");
            Assert.Equal(($"{Array.IndexOf(taken, true)}", $"{round}"), (there.Value.Text, there.Version));
            Assert.Equal(1, taken.Count(isTaken => isTaken));
            await Task.WhenAll(states.Select(state => state.ReadAsync()));
        }
    }

    // The row's key does not hold the class: the names keep them apart (a test below holds the names).
    [Fact]
    public async Task Two_classes_with_one_key_and_states_of_different_names_do_not_meet()
    {
        await using StateBench bench = await StartAsync();
        StateBench.State one = await bench.ActivateAsync("world/A", "participant", "participant");
        StateBench.State other = await bench.ActivateAsync("world/A", "mailbox", "mailbox");
        await one.WriteAsync("one");
        await other.WriteAsync("other");
        Assert.Equal("one", (await bench.ActivateAsync("world/A", "participant", "participant")).Value.Text);
        Assert.Equal("other", (await bench.ActivateAsync("world/A", "mailbox", "mailbox")).Value.Text);
    }

    [Fact]
    public async Task Several_who_open_a_new_store_at_once_all_find_it_whole()
    {
        GrainStore[] stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(OpenAsync)));
        foreach (GrainStore store in stores)
        {
            await store.DisposeAsync();
        }

        await using StateBench bench = await StartAsync();
        await (await bench.ActivateAsync("world/A")).WriteAsync("whole");
    }

    [Fact]
    public async Task Tables_of_a_later_version_are_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        await ChangeAsync("UPDATE OrleansQuery SET QueryText = '2' WHERE QueryKey = 'ClearingVersion'");

        StorageException refused = await Assert.ThrowsAsync<StorageException>(OpenAsync);

        Assert.Contains("version 2", refused.Message);
    }

    private protected abstract Task<GrainStore> OpenAsync();

    /// <summary>Runs a statement past the store.</summary>
    private protected abstract Task ChangeAsync(string sql);

    private async Task<StateBench> StartAsync() => await StateBench.StartAsync(await OpenAsync());
}
