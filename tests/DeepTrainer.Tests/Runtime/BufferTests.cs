using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public unsafe class BufferTests
{
    [Fact]
    public void Buffers_AreAlignedZeroedAndReadableInTheSlack()
    {
        for (int floats = 0; floats < 100; floats++)
        {
            var buffer = new AlignedBuffer(floats);
            Assert.Equal(0, (nint)buffer.Pointer % AlignedBuffer.Alignment);
            Assert.Equal(floats, buffer.Span.Length);
            for (int i = 0; i < floats + AlignedBuffer.Slack; i++)
                Assert.Equal(0, buffer.Pointer[i]);
            GC.KeepAlive(buffer);
        }
    }

    [Fact]
    public void Buffers_CanBePutBetweenGuardPages()
    {
        IMemorySource before = AlignedBuffer.Source;
        AlignedBuffer.Source = GuardedMemory.Source;
        try
        {
            var buffer = new AlignedBuffer(1000);
            Assert.Equal(0, (nint)buffer.Pointer % AlignedBuffer.Alignment);
            buffer.Span.Fill(1);
            GC.KeepAlive(buffer);
        }
        finally
        {
            AlignedBuffer.Source = before;
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public void Grow_KeepsABufferThatIsLargeEnough()
    {
        AlignedBuffer? buffer = null;
        Assert.True(AlignedBuffer.Grow(ref buffer, 10));
        AlignedBuffer first = buffer;
        Assert.False(AlignedBuffer.Grow(ref buffer, 10));
        Assert.Same(first, buffer);
        Assert.True(AlignedBuffer.Grow(ref buffer, 11));
        Assert.True(buffer.Length >= 11);
    }

    [Fact]
    public void Scratch_IsTheThreadsOwn_AndAllocatesOnce()
    {
        float* mine = Scratch.Floats(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool same = true;
        for (int i = 0; i < 100; i++)
            same &= mine == Scratch.Floats(1000 - i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(same);
        nint others = 0;
        var thread = new Thread(() => others = (nint)Scratch.Floats(1000));
        thread.Start();
        thread.Join();
        Assert.NotEqual((nint)mine, others);
    }

    [Fact]
    public void Scratch_OfAThreadThatEnded_IsFreed()
    {
        for (int i = 0; i < 200; i++)
        {
            // 200 times 16 MB would be noticed.
            var thread = new Thread(() => Scratch.Floats(1 << 22)[0] = 1);
            thread.Start();
            thread.Join();
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(Environment.WorkingSet < 2L << 30);
    }
}
