using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Clearing.Grains.Tests.Switching;

/// <summary>Control processors on real silos.</summary>
public sealed class ControlClusterTests
{
    private const string Key = "run/fin";

    // Bounds that a machine under any load keeps; no test takes that long on one that works.
    private const int PatienceMs = 60_000;
    private const int PollMs = 50;

    [Fact]
    public async Task A_standby_takes_over_from_a_silo_that_is_killed_in_the_middle_of_traffic()
    {
        await using InProcessTestCluster cluster = await DeployAsync();
        SiloAddress[] places = await SwitchControl.PlacesAsync(cluster.Client, 2);
        Assert.Equal(2, places.Distinct().Count());
        IGrainFactory grains = GrainsOn(cluster, places[1]);
        SwitchControl control = new(SwitchControl.Members(grains, Key), places);
        await control.OpenAsync(SwitchTraffic.Options);
        SwitchTraffic traffic = new();
        List<Blob<SwitchInput>> batches = [traffic.Enter()];
        await UntilDoneAsync(control, traffic, batches[0]);
        for (int batch = 0; batch < 4; batch++)
        {
            batches.Add(traffic.Send());
            await UntilDoneAsync(control, traffic, batches[^1]);
        }

        Blob<SwitchInput> caught = traffic.Send();
        int acknowledged = traffic.Acknowledged;
        Task<ControlReply> underWay = control.ApplyAsync(caught, traffic.NowUs);
        await cluster.KillSiloAsync(
            cluster.GetSiloForAddress(places[0])!, TestContext.Current.CancellationToken);
        traffic.Hear(await underWay);
        ControlReply alone = await PollAsync(
            control, traffic, caught, reply => reply.Status == ControlStatus.NotSafe && reply.Epoch > 1);
        Assert.Equal(0, alone.Outputs.Count);
        Assert.InRange(traffic.Acknowledged, acknowledged, acknowledged + 4);

        await cluster.StartAdditionalSiloAsync();
        ControlReply restored = await PollAsync(
            traffic, () => control.RestoreAsync(grains, traffic.NowUs), reply => reply.Status == ControlStatus.Done);
        Assert.Equal(1, restored.Standbys);
        ControlReply repeated = await UntilDoneAsync(control, traffic, caught);
        long before = batches.Sum(batch => batch.Count);
        long copies = (repeated.LastApplied - before) / caught.Count;
        Assert.InRange(copies, 1, 3);
        Assert.Equal(before + (copies * caught.Count), repeated.LastApplied);
        for (long copy = 0; copy < copies; copy++)
        {
            batches.Add(caught);
        }

        foreach (Func<Blob<SwitchInput>> next in new[] { traffic.Send, traffic.Wait, traffic.Wait })
        {
            batches.Add(next());
            await UntilDoneAsync(control, traffic, batches[^1]);
        }

        traffic.Complete();
        await UntilDoneAsync(control, traffic, default);
        byte[] plain = Plain(batches, repeated.Epoch);
        for (int number = 0; number < 2; number++)
        {
            Assert.Equal(
                plain, await grains.GetGrain<ISystemControlProcessorGrain>($"{Key}/{number}").DigestAsync());
        }
    }

    [Fact]
    public async Task Without_a_second_silo_no_acknowledgement_leaves()
    {
        await using InProcessTestCluster cluster = await DeployAsync();
        SiloAddress[] places = await SwitchControl.PlacesAsync(cluster.Client, 2);
        SwitchControl control = new(SwitchControl.Members(GrainsOn(cluster, places[0]), Key), places);
        await control.OpenAsync(SwitchTraffic.Options);
        SwitchTraffic traffic = new();
        await UntilDoneAsync(control, traffic, traffic.Enter());
        await cluster.KillSiloAsync(
            cluster.GetSiloForAddress(places[1])!, TestContext.Current.CancellationToken);
        Blob<SwitchInput> batch = traffic.Send();
        await PollAsync(control, traffic, batch, reply => reply.Status == ControlStatus.NotSafe);
        ControlReply again = await control.ApplyAsync(batch, traffic.NowUs);
        Assert.NotEqual(ControlStatus.Done, again.Status);
        Assert.Equal((0, 0, 0), (again.Outputs.Count, traffic.Acknowledged, traffic.Delivered));
    }

    private static async Task<InProcessTestCluster> DeployAsync()
    {
        InProcessTestClusterBuilder builder = new(2);
        builder.ConfigureSilo((_, silo) => silo.AddControlProcessors().Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 3;
        }).Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    private static IGrainFactory GrainsOn(InProcessTestCluster cluster, SiloAddress silo) =>
        cluster.GetSiloForAddress(silo)!.ServiceProvider.GetRequiredService<IGrainFactory>();

    private static Task<ControlReply> UntilDoneAsync(
        SwitchControl control, SwitchTraffic traffic, Blob<SwitchInput> batch) =>
        PollAsync(control, traffic, batch, reply => reply.Status == ControlStatus.Done);

    private static Task<ControlReply> PollAsync(
        SwitchControl control, SwitchTraffic traffic, Blob<SwitchInput> batch, Func<ControlReply, bool> isEnough) =>
        PollAsync(traffic, () => control.ApplyAsync(batch, traffic.NowUs), isEnough);

    /// <summary>Asks until the answer is enough: how soon a silo is known to be dead is up to Orleans.</summary>
    private static async Task<ControlReply> PollAsync(
        SwitchTraffic traffic, Func<Task<ControlReply>> ask, Func<ControlReply, bool> isEnough)
    {
        using CancellationTokenSource patience =
            CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(PatienceMs);
        while (true)
        {
            ControlReply reply = await ask();
            traffic.Hear(reply);
            if (isEnough(reply))
            {
                return reply;
            }

            await Task.Delay(PollMs, patience.Token);
        }
    }

    /// <summary>One machine fed the same, with as many takeovers.</summary>
    private static byte[] Plain(List<Blob<SwitchInput>> batches, int epoch)
    {
        SwitchMachine machine = new(SwitchTraffic.Options);
        List<SwitchOutput> outputs = [];
        while (machine.Epoch < epoch)
        {
            machine.Apply(new SwitchInput { Kind = SwitchInputKind.TakeOver }, outputs);
        }

        foreach (Blob<SwitchInput> batch in batches)
        {
            foreach (SwitchInput input in batch.ToArray())
            {
                machine.Apply(input, outputs);
            }

            machine.Apply(
                new SwitchInput { Kind = SwitchInputKind.Stored, Number = machine.LastRecord, Epoch = epoch }, outputs);
        }

        return machine.Digest();
    }
}
