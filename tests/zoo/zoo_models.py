# SPDX-License-Identifier: GPL-3.0-or-later
"""The models of the zoo: how each is built, what it takes and means, and what is published about its cost."""
import dataclasses
from typing import Callable, Optional

PICTURE = (("picture", (1, 3, 224, 224), "float32"),)
CLASSES = (("class", "classification", ""),)


@dataclasses.dataclass(frozen=True)
class ZooModel:
    name: str
    build: Callable  # imports what it needs, so that reading this table needs no PyTorch
    form: str = "scripted"
    inputs: tuple = PICTURE  # name, shape, dtype
    picture: bool = True
    tasks: tuple = CLASSES  # name, kind, output key
    norms: bool = True  # randomise batch norms; off where the module cannot run on a batch of noise
    norm_batch: int = 2
    # Multiply-accumulates in 10^9, as torchvision's table of weights lists them ("GFLOPS", which counts a
    # multiply-accumulate once): https://pytorch.org/vision/stable/models.html
    # where the count does not depend on what a detector finds.
    published_gmacs: Optional[float] = None
    published_shape: Optional[str] = None  # where published for another input than `inputs`


def pictures(*size: int) -> tuple:
    return (("picture", (1, 3) + size, "float32"),)


def classifier(name: str, **options):
    def build():
        import torchvision

        return getattr(torchvision.models, name)(weights=None, **options)

    return build


def segmenter(name: str, aux: bool = False):
    def build():
        import torchvision

        return getattr(torchvision.models.segmentation, name)(weights=None, weights_backbone=None, aux_loss=aux)

    return build


def detector(name: str, **options):
    def build():
        import torch
        import torchvision
        from typing import Dict, List

        class Rows(torch.nn.Module):
            """A detector as one picture in, one table of rows out (left, top, right, bottom, score, class)."""

            def __init__(self):
                super().__init__()
                self.detector = getattr(torchvision.models.detection, name)(
                    weights=None, weights_backbone=None, **options)

            def forward(self, picture):
                found: List[Dict[str, torch.Tensor]] = self.detector([picture[0]])[1]
                first = found[0]
                columns = [first["boxes"], first["scores"].unsqueeze(1), first["labels"].to(torch.float32).unsqueeze(1)]
                return torch.cat(columns, 1)

        return Rows()

    return build


def flow():
    import torchvision

    return torchvision.models.optical_flow.raft_small(weights=None)


def video():
    import torchvision

    return torchvision.models.video.r3d_18(weights=None)


def quantised(name: str):
    def build():
        import torch
        import torchvision

        torch.backends.quantized.engine = "qnnpack"
        return getattr(torchvision.models.quantization, name)(weights=None, quantize=True)

    return build


def recurrent_text():
    import torch

    class Text(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(1000, 96)
            self.lstm = torch.nn.LSTM(96, 128, num_layers=2, batch_first=True, bidirectional=True)
            self.gru = torch.nn.GRU(256, 64, batch_first=True)
            self.head = torch.nn.Linear(64, 20)

        def forward(self, tokens):
            steps, _ = self.lstm(self.embedding(tokens))
            steps, last = self.gru(steps)
            return {"steps": steps, "class": self.head(last[0])}

    return Text()


def transformer_text():
    import torch

    class Text(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(1000, 128)
            layer = torch.nn.TransformerEncoderLayer(128, 4, 256, batch_first=True, norm_first=True)
            self.encoder = torch.nn.TransformerEncoder(layer, 4, enable_nested_tensor=False)
            self.head = torch.nn.Linear(128, 20)

        def forward(self, tokens):
            return self.head(self.encoder(self.embedding(tokens)).mean(1))

    return Text()


TOKENS = (("tokens", (1, 32), "int64"),)
DETECTIONS = (("objects", "detection", ""),)
SEGMENTS = (("segmentation", "segmentation", "out"),)

MODELS = [
    ZooModel("alexnet", classifier("alexnet"), published_gmacs=0.71),
    ZooModel("vgg16", classifier("vgg16"), published_gmacs=15.47),
    ZooModel("resnet18", classifier("resnet18"), published_gmacs=1.81),
    ZooModel("resnet18_traced", classifier("resnet18"), "traced", published_gmacs=1.81),
    ZooModel("resnet50", classifier("resnet50"), published_gmacs=4.09),
    ZooModel("mobilenet_v2", classifier("mobilenet_v2"), published_gmacs=0.30),
    ZooModel("mobilenet_v2_traced", classifier("mobilenet_v2"), "traced", published_gmacs=0.30),
    ZooModel("mobilenet_v3_large", classifier("mobilenet_v3_large"), published_gmacs=0.22),
    ZooModel("efficientnet_b0", classifier("efficientnet_b0"), published_gmacs=0.39),
    ZooModel("densenet121", classifier("densenet121"), published_gmacs=2.83),
    ZooModel("densenet121_traced", classifier("densenet121"), "traced", published_gmacs=2.83),
    ZooModel("shufflenet_v2_x1_0", classifier("shufflenet_v2_x1_0"), published_gmacs=0.14),
    ZooModel("shufflenet_v2_x1_0_traced", classifier("shufflenet_v2_x1_0"), "traced", published_gmacs=0.14),
    ZooModel("squeezenet1_1", classifier("squeezenet1_1"), published_gmacs=0.35),
    ZooModel("googlenet", classifier("googlenet", aux_logits=False, init_weights=False), published_gmacs=1.50,
             tasks=(("class", "classification", "logits"),)),
    ZooModel("googlenet_traced", classifier("googlenet", aux_logits=False, init_weights=False), "traced",
             published_gmacs=1.50),
    ZooModel("inception_v3", classifier("inception_v3", aux_logits=False, init_weights=False),
             inputs=pictures(299, 299), published_gmacs=5.71, tasks=(("class", "classification", "logits"),)),
    ZooModel("mnasnet1_0", classifier("mnasnet1_0"), published_gmacs=0.31),
    ZooModel("regnet_y_400mf", classifier("regnet_y_400mf"), published_gmacs=0.40),
    ZooModel("convnext_tiny", classifier("convnext_tiny"), published_gmacs=4.46),
    ZooModel("swin_t", classifier("swin_t"), published_gmacs=4.49),
    ZooModel("swin_t_traced", classifier("swin_t"), "traced", published_gmacs=4.49),
    ZooModel("maxvit_t", classifier("maxvit_t"), published_gmacs=5.56),
    ZooModel("vit_b_16", classifier("vit_b_16"), published_gmacs=17.56),
    ZooModel("vit_b_16_traced", classifier("vit_b_16"), "traced", published_gmacs=17.56),
    ZooModel("lraspp_mobilenet_v3_large", segmenter("lraspp_mobilenet_v3_large"), tasks=SEGMENTS,
             published_gmacs=2.09, published_shape="1x3x520x520"),
    ZooModel("fcn_resnet50", segmenter("fcn_resnet50", aux=True),  # the published figure counts the auxiliary head
             tasks=SEGMENTS + (("auxiliary", "segmentation", "aux"),), published_gmacs=152.72,
             published_shape="1x3x520x520"),
    ZooModel("deeplabv3_mobilenet_v3_large", segmenter("deeplabv3_mobilenet_v3_large"), tasks=SEGMENTS,
             published_gmacs=10.45, published_shape="1x3x520x520"),
    ZooModel("ssdlite320_mobilenet_v3_large", detector("ssdlite320_mobilenet_v3_large"), inputs=pictures(320, 320),
             tasks=DETECTIONS, norms=False, published_gmacs=0.58),
    ZooModel("fasterrcnn_mobilenet_v3_large_320_fpn",
             detector("fasterrcnn_mobilenet_v3_large_320_fpn", box_score_thresh=0.01), inputs=pictures(320, 320),
             tasks=DETECTIONS, norms=False),
    ZooModel("retinanet_resnet50_fpn", detector("retinanet_resnet50_fpn", score_thresh=0.005, min_size=320,
                                                max_size=320),
             inputs=pictures(320, 320), tasks=DETECTIONS, norms=False),
    ZooModel("raft_small", flow, inputs=(("first", (1, 3, 128, 160), "float32"), ("second", (1, 3, 128, 160), "float32")),
             picture=False, tasks=()),
    ZooModel("r3d_18", video, inputs=(("clip", (1, 3, 16, 112, 112), "float32"),), picture=False,
             published_gmacs=40.70),
    ZooModel("mobilenet_v2_quantised", quantised("mobilenet_v2"), norms=False, published_gmacs=0.30),
    ZooModel("lstm_gru_text", recurrent_text, inputs=TOKENS, picture=False,
             tasks=(("class", "classification", "class"), ("steps", "tensor", "steps"))),
    ZooModel("transformer_text", transformer_text, inputs=TOKENS, picture=False),
    ZooModel("transformer_text_traced", transformer_text, "traced", inputs=TOKENS, picture=False),
]
