"""Youths placed near home (青年就近上岗): how far people must go so that every post is filled.

Jiangjin, Shengquan street (江津区圣泉街道), spring 2020: sixteen volunteers aged 18 to 34 are allotted by
residence to the communities Zhongdu (中渡), Shengquan (圣泉), Haihui (海会) and Xiangtang (享堂). Each
community has four posts, but not everywhere do four volunteers live. The wider the radius within which
people may be sent, the more posts are filled, and the further some of them have to walk.

    python docs/examples/scenario_01_near_home.py
"""

from __future__ import annotations

from datetime import timedelta

import volmatch as vm

# The communities lie along one road: metres from its beginning, and how many volunteers live there.
COMMUNITIES = {
    "zhongdu": ("中渡社区", 0, 6),
    "shengquan": ("圣泉社区", 1_200, 4),
    "haihui": ("海会社区", 2_700, 3),
    "xiangtang": ("享堂社区", 4_700, 3),
}
NUM_POSTS = 4
RADII_KM = (1.4, 1.5, 2.0, 3.0, 5.0)
SHIFT = vm.Interval("2020-03-02T08:00", "2020-03-02T12:00")


def near_home(radius_km: float) -> vm.Problem:
    """Make the placement with a radius: 16 volunteers, 16 posts of one shift."""
    return vm.Problem(
        name="圣泉街道",
        timezone="Asia/Shanghai",
        # Planar: positions are metres along the road, so that the answer can be worked out by hand.
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"walk": 4.5}),
        locations=[
            vm.Location(id=community, x=metres, y=0, area=f"江津区/圣泉街道/{name}")
            for community, (name, metres, _) in COMMUNITIES.items()
        ],
        # The post fills the whole shift, so that nobody can hold two.
        task_types=[vm.TaskType(id="post", min_age=18, duration=timedelta(hours=4))],
        volunteers=list(_youths()),
        tasks=[
            vm.Task(id=f"{community}-{number}", type="post", location=community, windows=[SHIFT])
            for community in COMMUNITIES
            for number in range(1, NUM_POSTS + 1)
        ],
        rules={"near_residence": {"radius_km": radius_km}, "trip_cap": {"per_day": 1}},
        objectives=["coverage", "nearness"],
        # Near is what is near to the home: the straight line to the post, whatever the way.
        objective_options={"nearness": {"measure": "home_distance"}},
    )


def _youths() -> list[vm.Volunteer]:
    homes = [community for community, (_, _, num) in COMMUNITIES.items() for _ in range(num)]
    return [
        vm.Volunteer(
            id=f"v{number:02}",
            home=home,
            age=17 + number,
            available=[vm.Interval("2020-03-02T06:00", "2020-03-02T14:00")],
        )
        for number, home in enumerate(homes, 1)
    ]


def num_filled(plan: vm.Plan) -> int:
    """Count the posts that are filled."""
    return sum(len(trip.stops) for trip in plan.trips)


def num_away(problem: vm.Problem, plan: vm.Plan) -> int:
    """Count the people who serve outside the community where they live."""
    served = [(problem.volunteer(trip.volunteer), stop) for trip in plan.trips for stop in trip.stops]
    return sum(volunteer.home != problem.task(stop.task).location for volunteer, stop in served)


def main() -> None:
    """Widen the radius step by step; then ask of the narrowest what would help."""
    print("Shengquan street 圣泉街道: 16 volunteers, 16 posts")
    for radius_km in RADII_KM:
        problem = near_home(radius_km)
        result = vm.solve(problem)
        metres = result.levels[1].value
        print(
            f"  radius {radius_km:.1f} km: {num_filled(result.plan):2} posts filled, "
            f"{num_away(problem, result.plan)} people outside their community, "
            f"{metres / 1000:.1f} km from home in all ({result.status})"
        )
    narrow = near_home(RADII_KM[0])
    print(vm.explain(narrow, vm.solve(narrow).plan, time_limit=30.0))


if __name__ == "__main__":
    main()
