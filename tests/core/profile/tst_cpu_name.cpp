// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/cpu_name.h"

#include <QTest>

using namespace splitscope;

/// Texts as Linux gives them on three kinds of machines.
class TestCpuName : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void x86GivesAModelName();
    void armGivesNumbers();
    void anUnknownFileNamesNothing();
    void thisMachineHasAName();
};

void TestCpuName::x86GivesAModelName()
{
    QCOMPARE(cpuNameFrom("processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 1\nmodel name\t: AMD EPYC 7B13  \n"
                         "processor\t: 1\nmodel name\t: another\n"),
        std::string("AMD EPYC 7B13"));
}

void TestCpuName::armGivesNumbers()
{
    QCOMPARE(cpuNameFrom("processor\t: 0\nBogoMIPS\t: 108.00\nCPU implementer\t: 0x41\nCPU architecture: 8\n"
                         "CPU variant\t: 0x0\nCPU part\t: 0xd08\n"),
        std::string("Arm implementer 0x41 part 0xd08"));
}

void TestCpuName::anUnknownFileNamesNothing()
{
    QCOMPARE(cpuNameFrom(""), std::string());
    QCOMPARE(cpuNameFrom("model name\nmodel name\t:\nCPU part\t: 1\n"), std::string());
}

void TestCpuName::thisMachineHasAName() { QVERIFY(!cpuName().empty()); }

QTEST_APPLESS_MAIN(TestCpuName)
#include "tst_cpu_name.moc"
