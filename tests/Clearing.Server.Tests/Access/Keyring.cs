using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Clearing.Server.Access;
using Clearing.Server.Serving;
using Clearing.Server.Tests.Bench;
using Clearing.Server.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Access;

/// <summary>An access file of a test, with the keys of its principals.</summary>
internal sealed class Keyring : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("clearing-access-");
    private readonly Dictionary<string, List<(KeyText Key, string? Until)>> _keys = [];
    private readonly Dictionary<string, string> _lines = [];

    public Keyring() => Path = System.IO.Path.Combine(_folder.FullName, "access.yaml");

    public string Path { get; }

    /// <summary>Lines behind the principals.</summary>
    public string Rest { get; set; } = "";

    /// <summary>ALDER's and ASH's desks, two operators and an observer.</summary>
    public static Keyring Usual()
    {
        Keyring ring = new();
        ring.Add("alder-desk", "role: bank, participant: ALDER");
        ring.Add("ash-desk", "role: bank, participant: ASH");
        ring.Add("olga", "role: operator");
        ring.Add("omar", "role: operator");
        ring.Add("otto", "role: observer");
        ring.Write();
        return ring;
    }

    /// <summary>Adds a principal with its first key.</summary>
    public KeyText Add(string name, string lines)
    {
        _lines[name] = lines;
        return AddKey(name, "k1");
    }

    public KeyText AddKey(string name, string id, string? until = null)
    {
        KeyText key = KeyText.Draw(name, id);
        if (!_keys.TryGetValue(name, out List<(KeyText Key, string? Until)>? keys))
        {
            _keys.Add(name, keys = []);
        }

        keys.Add((key, until));
        return key;
    }

    /// <summary>Gives a key an end, null = none.</summary>
    public void End(string name, string id, string? until)
    {
        List<(KeyText Key, string? Until)> keys = _keys[name];
        int at = keys.FindIndex(key => key.Key.KeyId == id);
        keys[at] = (keys[at].Key, until);
    }

    public void Take(string name, string id) => _keys[name].RemoveAll(key => key.Key.KeyId == id);

    public KeyText KeyOf(string name) => _keys[name][^1].Key;

    public string Text()
    {
        StringBuilder text = new("principals:\n");
        foreach ((string name, string lines) in _lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: {name}, {lines}, keys: [");
            foreach ((KeyText key, string? until) in _keys[name])
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{{ id: {key.KeyId}, sha256: \"{Convert.ToHexStringLower(key.Hash)}\"");
                text.Append(until is null ? " }, " : $", until: \"{until}\" }}, ");
            }

            text.Append("] }\n");
        }

        return text.Append(Rest).ToString();
    }

    /// <summary>Lets so much time go by that a file which was written is in force.</summary>
    public static void Settle(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
    }

    public void Write() => File.WriteAllText(Path, Text());

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>A served world with an access file, and clients of it.</summary>
internal sealed class Guarded : IAsyncDisposable
{
    private readonly Served _served = Served.On(onPostgres: false);

    private Guarded(Keyring ring, FakeTimeProvider time)
    {
        Ring = ring;
        Time = time;
    }

    public Keyring Ring { get; }

    /// <summary>By which keys end, and the file is looked at.</summary>
    public FakeTimeProvider Time { get; }

    public LiveService Service { get; private set; } = null!;

    public LogLines Log { get; } = new();

    /// <summary>Where the world is kept.</summary>
    public string Folder => _served.Folder;

    public static async Task<Guarded> StartAsync(
        Keyring? ring = null, Func<ServiceOptions, ServiceOptions>? change = null)
    {
        Guarded guarded = new(ring ?? Keyring.Usual(), new FakeTimeProvider(DateTimeOffset.Parse(
            "2026-01-05T08:00:00Z", CultureInfo.InvariantCulture)));
        await guarded.OpenAsync(change);
        return guarded;
    }

    public async Task OpenAsync(Func<ServiceOptions, ServiceOptions>? change = null) =>
        Service = await _served.StartAsync(options =>
        {
            options = options with
            {
                Http = new IPEndPoint(IPAddress.Loopback, 0),
                Access = Ring.Path,
                Time = Time,
                Logging = Log.Configure,
            };
            return change is null ? options : change(options);
        });

    /// <summary>A client with a principal's last key; empty = with none.</summary>
    public HttpClient ClientOf(string name) => ClientWith(name.Length == 0 ? null : Ring.KeyOf(name).ToString());

    public HttpClient ClientWith(string? key) => new(new HttpClientHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://{Service.HttpEndpoint}"),
        DefaultRequestHeaders = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    public async Task<(int Status, string Body)> GetAsync(string name, string path)
    {
        using HttpClient client = ClientOf(name);
        return await ReadAsync(await client.GetAsync(path, TestContext.Current.CancellationToken));
    }

    public async Task<(int Status, string Body)> PostAsync(string name, string path, string body)
    {
        using HttpClient client = ClientOf(name);
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await ReadAsync(await client.PostAsync(path, content, TestContext.Current.CancellationToken));
    }

    /// <summary>Ends the service, for which time must go on.</summary>
    public async Task StopAsync()
    {
        Task ending = Service.DisposeAsync().AsTask();
        while (!ending.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await ending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _served.DisposeAsync();
        Ring.Dispose();
    }

    private static async Task<(int Status, string Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return ((int)response.StatusCode,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
