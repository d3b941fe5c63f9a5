using System.Reflection;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>What generated loops call and don't inline.</summary>
public class CalledTests
{
    // Kernels are optimized before they run; what they called in a loop would otherwise begin as code that was not, ten times slower.
    [Fact]
    public void WhatLoopsCall_IsOptimizedAtOnce()
    {
        MethodInfo[] called = [.. typeof(VectorMath).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining))];
        Assert.NotEmpty(called);
        Assert.All(called, m => Assert.True(m.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization), m.ToString()));
    }
}
