using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Clearing.EndToEnd.Tests;

/// <summary>A served world as a person starts, watches, kills and stops it.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task The_world_that_comes_with_the_program_listens_and_ends_with_0_when_it_is_interrupted()
    {
        using TemporaryFolder folder = new();
        using ClearingProcess served = ClearingProcess.Start("serve", "--data", folder.In("data"), "--tcp", "0");

        Assert.Equal($"World forty-banks, new, in {folder.In("data")}", await served.ReadLineAsync());
        Assert.StartsWith("Business time 2026-01-05 00:00:", await served.ReadLineAsync());
        Assert.Equal("Ledgers rtgs, dns", await served.ReadLineAsync());
        string listening = (await served.ReadLineAsync())!;
        await served.ErrorLineAsync(line => line.StartsWith("2026-01-05 00:00:", StringComparison.Ordinal));
        using TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(listening.Split(' ')[^1]), TestContext.Current.CancellationToken);
        served.Interrupt();
        Ended ended = await served.EndAsync();

        Assert.Equal((0, "Stopped. rtgs: 0 records, dns: 0 records\n"), (ended.Code, ended.Out));
        Assert.Contains("Nobody proves who they are", ended.Error);
    }

    [Fact]
    public async Task A_second_interrupt_ends_it_at_once_with_7_and_it_goes_on_when_it_is_started_again()
    {
        using TemporaryFolder folder = new();
        using (ClearingProcess served = ClearingProcess.Start(
            "serve", "--data", folder.In("data"), "--tcp", "0", "--format", "json"))
        {
            JsonElement begin = JsonDocument.Parse((await served.ReadLineAsync())!).RootElement;

            // Somebody who says nothing is waited for, so the service is still stopping when the second one comes.
            using TcpClient silent = new();
            await silent.ConnectAsync(
                IPEndPoint.Parse(begin.GetProperty("tcp").GetString()!), TestContext.Current.CancellationToken);
            await served.ErrorLineAsync(line => line.Contains("  1 session  ", StringComparison.Ordinal));
            served.Interrupt();
            await served.ErrorLineAsync(line => line.StartsWith("Stopping.", StringComparison.Ordinal));
            served.Interrupt();
            Assert.Equal(7, (await served.EndAsync()).Code);
        }

        using ClearingProcess again = ClearingProcess.Start("serve", "--data", folder.In("data"), "--tcp", "0");
        Assert.Equal($"World forty-banks, known, in {folder.In("data")}", await again.ReadLineAsync());
    }
}
