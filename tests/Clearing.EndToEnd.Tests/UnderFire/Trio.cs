using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Clearing.Client.Connections;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>Three processes that serve one world from one database, each reached where it always was.</summary>
internal sealed class Trio : IAsyncDisposable
{
    public const int Count = 3;

    private const int LeftTheCluster = 8;

    // Longer than any process takes that is there.
    private static readonly TimeSpan LoginTime = TimeSpan.FromSeconds(4);

    private readonly int[] _ports = [.. Enumerable.Range(0, Count).Select(_ => FreePort())];
    private readonly Service[] _services;

    public Trio(string scenario, string database) => _services =
    [
        .. _ports.Select(port => new Service(scenario, "--postgres", database)
        {
            Port = port,
            Options = ["--cluster", "--silo", $"127.0.0.1:{FreePort()}"],
        }),
    ];

    public Service this[int process] => _services[process];

    /// <summary>All at once.</summary>
    public Task StartAsync() => Task.WhenAll(_services.Select(service => service.StartAsync()));

    /// <summary>One after the other.</summary>
    /// <returns>By ledger, how many records the last one says that it has, and the hash of the state.</returns>
    public async Task<Dictionary<string, Stopped>> StopAsync()
    {
        Dictionary<string, Stopped> last = [];
        foreach (Service service in _services)
        {
            last = await service.StopAsync();
        }

        return last;
    }

    /// <summary>A process stands still, and then goes on and finds that the others have given it up.</summary>
    /// <returns>False when they had not.</returns>
    public async Task<bool> PauseAsync(int process, TimeSpan time)
    {
        Signal(process, "STOP");
        await Task.Delay(time, TestContext.Current.CancellationToken);
        Signal(process, "CONT");
        Task<Ended> ends = _services[process].Process.EndAsync();
        try
        {
            Ended ended = await ends.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(ended.Code == LeftTheCluster, $"{ended.Code}\n{ended.Error}");
            Assert.Contains("not one of its cluster any more", ended.Error);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>How a bank reaches the trio: first one of the three, then the others.</summary>
    public SessionOptions SessionOf(string ledger, int bank)
    {
        DnsEndPoint[] all = [.. _ports.Select(port => new DnsEndPoint("127.0.0.1", port))];
        int first = bank % Count;
        return new SessionOptions
        {
            Host = all[first].Host,
            Port = all[first].Port,
            Others = [all[(first + 1) % Count], all[(first + 2) % Count]],
            Terminal = string.Create(CultureInfo.InvariantCulture, $"BANKZZ{bank + 1:00}AXXX"),
            Ledger = ledger,
            LoginTime = LoginTime,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Service service in _services)
        {
            await service.DisposeAsync();
        }
    }

    private void Signal(int process, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_services[process].Process.Id}"]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
