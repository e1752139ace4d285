#pragma once
// Worlds that found something once. Each stays a test, with what it found.

#include <array>
#include <cstdint>

namespace vuoro::test {

/// 1, 2: for their weathers. 120: who gives up the number after checking in gives up the booking with it.
/// 151, 180: a repeated lease was answered with the time of its first answer, and the terminal set its clock
/// by it.
/// 1002: a box that gets its site back took a week of history a second time. 1005: a server that does not act
/// answered "nobody waits". 1003, 1004: midnight and printers, for their weathers. The first long one: whom a
/// lost box was serving had no end in the history; the next: a lost box got its site before it had told what
/// it did; the next: a booking made there was given up before anybody had heard of it; the next: a box that
/// was just started took the central server's older count of a slot's places for the newer one; the last:
/// feedback given at a box that did not act stayed there. 1006: disks that rot. 1030: three days with the
/// night in which summer time ends (1070 is one in which it begins; by hand, it takes as long as ten others).
/// 1122: two servers wrote one ticket's history. 20742, 20833: servers' clocks are wrong; the first gave its
/// site away while its clock stood in another year. 20196, 30627: the lost box's calls were not all in the
/// books; 30588: a box that was back was declared lost; 30666: a lost box told the beginning of a visit
/// before its end; 30913: numbers of a day that was two ahead of the server's.
/// 6000057: a box that got its site had the history of two days one after the other, and not as it was
/// written; 6000219: a wall said a call again whose time, by a clock that had been ahead, came near. 6000012,
/// 6000138 and 6000205: for the checkers. 9000297, 9000531: numbers of the day that one server's clock did not
/// know were given again by the other.
inline constexpr auto k_kept_seeds = std::to_array<std::uint64_t>({1,
                                                                   2,
                                                                   120,
                                                                   151,
                                                                   180,
                                                                   1002,
                                                                   1003,
                                                                   1004,
                                                                   1005,
                                                                   1006,
                                                                   1007,
                                                                   1030,
                                                                   1122,
                                                                   20196,
                                                                   20742,
                                                                   20833,
                                                                   30588,
                                                                   30627,
                                                                   30666,
                                                                   30913,
                                                                   6000012,
                                                                   6000057,
                                                                   6000138,
                                                                   6000205,
                                                                   6000219,
                                                                   9000297,
                                                                   9000531,
                                                                   1795352318462028,
                                                                   1795353993192003,
                                                                   1795355509735083,
                                                                   1795363014698019,
                                                                   1795372573887435});

}  // namespace vuoro::test
