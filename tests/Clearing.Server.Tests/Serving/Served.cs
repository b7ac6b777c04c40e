using Clearing.Grains.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Messages.Sessions;
using Clearing.Scenarios;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Bench;

namespace Clearing.Server.Tests.Serving;

/// <summary>The world of forty banks in a place of its own, which can be served more than once.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly PostgresServer? _server;
    private readonly WorldPlace _place;

    private Served(DirectoryInfo? folder, PostgresServer? server)
    {
        _folder = folder;
        _server = server;
        _place = new WorldPlace(folder?.FullName, server?.CreateDatabase());
    }

    /// <summary>Where a world is that is not on PostgreSQL.</summary>
    public string Folder => _folder!.FullName;

    public static Served On(bool onPostgres)
    {
        if (!onPostgres)
        {
            return new Served(System.IO.Directory.CreateTempSubdirectory("clearing-served-"), null);
        }

        RequiredPostgres.Check();
        return new Served(null, PostgresServer.Start());
    }

    public Task<LiveService> StartAsync(Func<ServiceOptions, ServiceOptions>? change = null)
    {
        ScenarioResult read = ScenarioReader.Read(Checkout.PathOf("scenarios/worlds/forty-banks.yaml"), live: true);
        Assert.Empty(read.Errors);
        ServiceOptions options = new() { Place = _place, Settings = new LiveSettings { Window = 1 << 10 } };
        return LiveService.StartAsync(
            read.Scenario!, change is null ? options : change(options), TestContext.Current.CancellationToken);
    }

    /// <summary>A session with the gross ledger.</summary>
    public async Task<BankLine> LoginAsync(LiveService service, string terminal, NoticeForm notices = NoticeForm.None)
    {
        BankLine bank = await BankLine.ConnectAsync(service.Endpoint.Port);
        await bank.LoginAsync(
            new Hello { Terminal = terminal, Ledger = "rtgs", Notices = notices, Nonce = new byte[32] });
        return bank;
    }

    public ValueTask DisposeAsync()
    {
        _folder?.Delete(recursive: true);
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }
}
