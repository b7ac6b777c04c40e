using Clearing.Client.Connections;
using Clearing.Messages.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Client.Tests.Fakes;

/// <summary>A client of a fake service, and the clock of its waits.</summary>
internal static class Scene
{
    public static readonly TimeSpan LongPatience = TimeSpan.FromDays(40);

    public static BankClientOptions Options(FakeService service, TimeProvider time, TimeSpan? patience = null) => new()
    {
        Session = new SessionOptions
        {
            Connect = service.ConnectAsync,
            Terminal = "BANKUS33AXXX",
            Key = service.Key,
            LoginTime = LongPatience,
            Time = time,
        },
        Patience = patience ?? LongPatience,
    };

    /// <summary>Connects, again and again if a fault ends the session before its welcome.</summary>
    public static async Task<BankClient> ConnectAsync(
        FakeService service, FakeTimeProvider time, BankClientOptions? options = null)
    {
        while (true)
        {
            try
            {
                return await time.Drive(BankClient.ConnectAsync(
                    options ?? Options(service, time), TestContext.Current.CancellationToken));
            }
            catch (SessionException e) when (!e.IsFinal)
            {
                Assert.InRange(service.Connections, 1, 20);
            }
        }
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public static async Task<T> Drive<T>(this FakeTimeProvider time, Task<T> task)
    {
        await Drive(time, (Task)task);
        return await task;
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public static async Task Drive(this FakeTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await task;
    }

    /// <summary>Lets other threads go on until something holds; no time passes.</summary>
    public static async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static Instruction Pay(int payee, long amountMinor = 100) => new() { Payee = payee, AmountMinor = amountMinor };

    public static Instruction[] Payments(int count) => [.. Enumerable.Range(0, count).Select(i => Pay(i % 300, 1 + i))];

    public static Standing[] StandingsOf(AnswerRecord[] answers) => [.. answers.Select(a => a.Standing).Distinct()];
}
